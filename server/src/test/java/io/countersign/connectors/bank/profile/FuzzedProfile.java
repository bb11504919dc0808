package io.countersign.connectors.bank.profile;

import java.nio.charset.StandardCharsets;

/**
 * What holds of the reader of bank profiles, whatever it is given: a profile without faults, or faults and no profile. A
 * profile that reads can be tried on sample payments. A fuzzer calls {@link #fuzzerTestOneInput}.
 */
public final class FuzzedProfile {

    private FuzzedProfile() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        ProfileReader.Read read = ProfileReader.read(new String(input, StandardCharsets.UTF_8));
        if (read.profile().isPresent() != read.faults().isEmpty()) {
            throw new AssertionError("Broken promise: a profile, or what is wrong with it");
        }
        read.profile().ifPresent(SelfTest::all);
    }
}
