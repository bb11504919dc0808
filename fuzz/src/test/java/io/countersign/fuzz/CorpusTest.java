package io.countersign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    Path scratch;

    @Test
    void theSameInputsAreTheSameArchive() throws IOException {
        Path inputs = Files.createDirectory(scratch.resolve("inputs"));
        Files.writeString(inputs.resolve("b"), "two");
        Files.writeString(inputs.resolve("a"), "one");
        Path archive = scratch.resolve("kept.zip");
        Corpus.pack(inputs, archive);
        byte[] first = Files.readAllBytes(archive);
        Corpus.pack(inputs, archive);
        assertThat(Files.readAllBytes(archive)).isEqualTo(first);

        Path again = Files.createDirectory(scratch.resolve("again"));
        Corpus.unpack(archive, again);
        assertThat(Corpus.in(again)).hasSize(2);
        assertThat(again.resolve("a")).hasContent("one");
    }

    @Test
    void anArchiveWritesOnlyIntoItsFolder() throws IOException {
        Path archive = scratch.resolve("odd.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("../../outside"));
            zip.write("x".getBytes(StandardCharsets.UTF_8));
        }
        Path folder = Files.createDirectory(scratch.resolve("folder"));
        Corpus.unpack(archive, folder);
        assertThat(Corpus.in(folder)).containsExactly(folder.resolve("outside"));
    }

    @Test
    void everyTargetHasSamplesAndWordsInTheRepository() {
        Path home = Path.of("..");
        for (Target target : Target.values()) {
            assertThat(target.samples(home))
                    .allSatisfy(folder -> assertThat(folder).isNotEmptyDirectory());
            assertThat(target.kept(home)).isRegularFile();
            assertThat(Target.class.getResource(target.dictionary())).isNotNull();
        }
    }
}
