package io.countersign.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One reader: the words of its format, and where samples of it lie in the repository. */
enum Target {
    CAMT("xml", Targets.XML),
    PAIN002("xml", Targets.XML),
    RECALL("xml", Targets.XML),
    MT("text", Targets.TEXT),
    BAI2("text", Targets.TEXT),
    CODA("text", Targets.TEXT),
    CFONB("text", Targets.TEXT),
    NORMA43("text", Targets.TEXT),
    NACHA("text", Targets.RESOURCES + "/fuzz/seeds/nacha"),
    ANY("text", Targets.XML, Targets.TEXT, Targets.RESOURCES + "/fuzz/seeds/nacha"),
    PROFILE("profile", "server/src/main/resources/bank-profiles"),
    UPLOAD("upload", Targets.RESOURCES + "/fuzz/seeds/upload");

    private final String dictionary;
    /** Folders below the repository, parted by spaces. */
    private final String samples;

    Target(String dictionary, String... samples) {
        this.dictionary = dictionary;
        this.samples = String.join(" ", samples);
    }

    /** The resource with the words of the format. */
    String dictionary() {
        return dictionary + ".dict";
    }

    List<Path> samples(Path home) {
        List<Path> folders = new ArrayList<>();
        for (String sample : samples.split(" ", -1)) {
            folders.add(home.resolve(sample));
        }
        return folders;
    }

    /** What an earlier run found, kept in the repository. */
    Path kept(Path home) {
        return home.resolve(Targets.RESOURCES).resolve("fuzz").resolve(name().toLowerCase(Locale.ROOT) + ".zip");
    }

    /** Constants of an enum cannot see its own static fields. */
    private static final class Targets {
        static final String RESOURCES = "server/src/test/resources";
        static final String XML = RESOURCES + "/fuzz/seeds/xml";
        static final String TEXT = RESOURCES + "/statements";

        private Targets() {}
    }
}
