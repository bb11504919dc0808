package io.countersign.sandbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in sentences what happens, in a file that the launcher shows while it grows. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final Path file;

    Progress(Path file) {
        this.file = file;
        try {
            Files.writeString(file, "");
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    void say(String sentence) {
        LOG.info("{}", sentence);
        try {
            Files.writeString(file, "  " + sentence + "\n", StandardOpenOption.APPEND);
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    /** 20,000 and not 20000. */
    static String number(int number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
