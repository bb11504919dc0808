package io.countersign.connectors.bank.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The profiles that come with the program. */
final class ShippedProfiles {

    static final List<String> NAMES = List.of(
            "sepa-generic-09",
            "sepa-generic-03",
            "de-dk-09",
            "nl-nvb-03",
            "be-febelfin-03",
            "fr-cfonb-03",
            "at-stuzza-03",
            "ch-sps-09",
            "ch-sps-03",
            "nordea-03",
            "gb-lhv-09",
            "gb-bacs-09",
            "us-nacha",
            "cross-border-09",
            "cross-border-11");

    private ShippedProfiles() {}

    static List<Profile> all() {
        return NAMES.stream().map(ShippedProfiles::one).toList();
    }

    static String source(String name) {
        String path = "/bank-profiles/" + name + ".yaml";
        try (InputStream in = ShippedProfiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Profile one(String name) {
        ProfileReader.Read read = ProfileReader.read(source(name));
        return read.profile()
                .orElseThrow(() -> new IllegalStateException("The shipped profile " + name + ": " + read.faults()));
    }
}
