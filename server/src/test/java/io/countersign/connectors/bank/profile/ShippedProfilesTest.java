package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each profile that ships passes its own test, and its sample files are those of the golden files. Golden files are written
 * anew with {@code -Dcountersign.golden.write=true}.
 */
class ShippedProfilesTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "bank-profiles");
    private static final Path SHIPPED = Path.of("src", "main", "resources", "bank-profiles");

    /** Of a bank that takes pain.007, which none of the guides of the shipped profiles says. */
    private static final Path REVERSALS =
            Path.of("src", "test", "resources", "own-bank-profiles", "house-reversals-09.yaml");

    static Stream<String> names() {
        return ShippedProfiles.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void pain01_everyProfileWritesItsGoldenFilesWhichPassTheSchema(String name) throws IOException {
        assertThat(golden(ShippedProfiles.source(name)).name()).isEqualTo(name);
    }

    @Test
    void aProfileThatHasPaymentsCalledBackByPain007WritesItsGoldenFiles() throws IOException {
        golden(Files.readString(REVERSALS));
        assertThat(GOLDEN.resolve("house-reversals-09").resolve("recall.xml"))
                .content()
                .contains("<CstmrPmtRvsl>");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).check(REVERSALS))
                .isEqualTo(ProfileReport.GOOD);
        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("recall .* of pain.007.001.09: passes");
    }

    /** Tries a profile and compares what it writes. */
    private static Profile golden(String source) throws IOException {
        Profile profile = ProfileReader.read(source).profile().orElseThrow();
        for (SelfTest.Tried tried : SelfTest.all(profile)) {
            assertThat(tried.faults())
                    .as("%s %s", profile.name(), tried.scheme())
                    .isEmpty();
            Path golden = golden(profile, tried.scheme());
            if (Boolean.getBoolean("countersign.golden.write")) {
                Files.createDirectories(golden.getParent());
                Files.writeString(golden, tried.file());
            }
            assertThat(tried.file()).as("%s", golden).isEqualTo(Files.readString(golden));
        }
        return profile;
    }

    @ParameterizedTest
    @MethodSource("names")
    void theCommandSaysThatAShippedProfileIsGood(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int answer = new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8))
                .check(SHIPPED.resolve(name + ".yaml"));
        assertThat(answer).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(ProfileReport.GOOD);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("passes").doesNotContain("does not pass");
    }

    private static Path golden(Profile profile, String scheme) {
        String ending = profile.message().kind() == Profile.Kind.NACHA ? ".ach" : ".xml";
        return GOLDEN.resolve(profile.name()).resolve((scheme.equals(Profile.ANY) ? "any" : scheme) + ending);
    }
}
