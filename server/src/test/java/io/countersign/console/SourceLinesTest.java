package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLinesTest {

    @Test
    void accountNumbersAreMaskedAndTheRestIsAsTheBankWroteIt() {
        assertThat(SourceLines.masked("<IBAN>DE89370400440532013000</IBAN><Amt>12.50</Amt>"))
                .isEqualTo("<IBAN>DE89…3000</IBAN><Amt>12.50</Amt>");
        assertThat(SourceLines.masked(":25:50880050/0194777400")).isEqualTo(":25:…0050/…7400");
        assertThat(SourceLines.masked("<CreDtTm>2026-11-27T21:15:18.012344660Z</CreDtTm>"))
                .isEqualTo("<CreDtTm>2026-11-27T21:15:18.012344660Z</CreDtTm>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252", "UTF-16", "UTF-16LE"})
    void aFileIsShownInTheCharactersItWasWrittenIn(String charset) {
        String file = (charset.equals("UTF-16LE") ? "\uFEFF" : "") + "Bürgel\nGröße €";
        assertThat(SourceLines.around(new ByteArrayInputStream(file.getBytes(Charset.forName(charset))), 1))
                .extracting(SourceLines.Line::text)
                .containsExactly("Bürgel", "Größe €");
    }

    @Test
    void theSoughtLineIsShownWithThoseAroundIt() {
        String file = "a\nb\nc\nd\ne\nf";
        assertThat(SourceLines.around(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), 5))
                .extracting(line -> line.number() + line.text() + line.sought())
                .containsExactly("2bfalse", "3cfalse", "4dfalse", "5etrue", "6ffalse");
    }
}
