package io.countersign.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One reader: the class a fuzzer calls, the words of its format, and where samples lie in the repository. */
enum Target {
    CAMT(Targets.FILES, "xml", Targets.XML),
    PAIN002(Targets.FILES, "xml", Targets.XML),
    RECALL(Targets.FILES, "xml", Targets.XML),
    MT(Targets.FILES, "text", Targets.TEXT),
    BAI2(Targets.FILES, "text", Targets.TEXT),
    CODA(Targets.FILES, "text", Targets.TEXT),
    CFONB(Targets.FILES, "text", Targets.TEXT),
    NORMA43(Targets.FILES, "text", Targets.TEXT),
    NACHA(Targets.FILES, "text", Targets.RESOURCES + "/fuzz/seeds/nacha"),
    ANY(Targets.FILES, "text", Targets.XML, Targets.TEXT, Targets.RESOURCES + "/fuzz/seeds/nacha"),
    PROFILE(
            "io.countersign.connectors.bank.profile.FuzzedProfile",
            "profile",
            "server/src/main/resources/bank-profiles"),
    UPLOAD("io.countersign.gateway.FuzzedUpload", "upload", Targets.RESOURCES + "/fuzz/seeds/upload");

    private final String type;
    private final String dictionary;
    /** Folders below the repository, parted by spaces. */
    private final String samples;

    Target(String type, String dictionary, String... samples) {
        this.type = type;
        this.dictionary = dictionary;
        this.samples = String.join(" ", samples);
    }

    /** The class with {@code fuzzerTestOneInput}. */
    String type() {
        return type;
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
        static final String FILES = "io.countersign.connectors.bank.FuzzedBankFile";
        static final String RESOURCES = "server/src/test/resources";
        static final String XML = RESOURCES + "/fuzz/seeds/xml";
        static final String TEXT = RESOURCES + "/statements";

        private Targets() {}
    }
}
