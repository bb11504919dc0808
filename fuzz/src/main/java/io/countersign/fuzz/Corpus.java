package io.countersign.fuzz;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Inputs of a reader in one archive, always the same bytes for the same inputs. */
final class Corpus {

    private Corpus() {}

    /** Puts the inputs of an archive, if there is one, into a folder. */
    static void unpack(Path archive, Path folder) {
        if (!Files.isRegularFile(archive)) {
            return;
        }
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = Path.of(entry.getName()).getFileName().toString();
                Files.write(folder.resolve(name), in.readAllBytes());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void pack(Path folder, Path archive) {
        try (Stream<Path> files = Files.list(folder);
                OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(9);
            for (Path file : files.sorted().toList()) {
                ZipEntry entry = new ZipEntry(file.getFileName().toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(file));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Those files below a folder that are no longer than an input may be; the others would only be cut. */
    static void copy(List<Path> folders, Path into, long longest) {
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                int n = 0;
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (Files.size(file) <= longest) {
                        Files.write(
                                into.resolve("seed-%05d-%s".formatted(n++, file.getFileName())),
                                Files.readAllBytes(file));
                    }
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
