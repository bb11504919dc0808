package io.countersign.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of the documentation, some parts of which are generated from the code. */
record Document(Path path) {

    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private static final String WRITE = "countersign.docs.write";

    static Document of(String name) {
        return new Document(REPOSITORY.resolve(name));
    }

    String text() throws IOException {
        return Files.readString(path);
    }

    /** The part between the comments {@code <!-- generated: name -->} and {@code <!-- end -->} must be {@code expected}. */
    void requirePart(String name, String expected) throws IOException {
        Pattern part = Pattern.compile(
                "(<!-- generated: " + Pattern.quote(name) + " -->\\n)(.*?)(<!-- end -->)", Pattern.DOTALL);
        Matcher found = part.matcher(text());
        assertThat(found.find()).as("%s has a part named %s", path, name).isTrue();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(
                    path, found.replaceFirst(Matcher.quoteReplacement(found.group(1) + expected + found.group(3))));
            return;
        }
        assertThat(found.group(2))
                .as(
                        "%s differs from the code; write it anew with: mvn -pl server test -Dtest=DocumentationTest -D%s=true",
                        path, WRITE)
                .isEqualTo(expected);
    }
}
