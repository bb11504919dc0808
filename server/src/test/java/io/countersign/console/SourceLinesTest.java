package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLinesTest {

    private static final SourceMask MASK = new SourceMask(List.of());

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252", "UTF-16", "UTF-16LE"})
    void aFileIsShownInTheCharactersItWasWrittenIn(String charset) {
        String file = (charset.equals("UTF-16LE") ? "\uFEFF" : "") + "Bürgel\nGröße €";
        assertThat(SourceLines.around(new ByteArrayInputStream(file.getBytes(Charset.forName(charset))), 1, MASK))
                .extracting(SourceLines.Line::text)
                .containsExactly("Bürgel", "Größe €");
    }

    @Test
    void theSoughtLineIsShownWithThoseAroundIt() {
        String file = "a\nb\nc\nd\ne\nf";
        assertThat(SourceLines.around(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), 5, MASK))
                .extracting(line -> line.number() + line.text() + line.sought())
                .containsExactly("2bfalse", "3cfalse", "4dfalse", "5etrue", "6ffalse");
    }
}
