package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.countersign.connectors.bank.profile.FuzzedProfile;
import io.countersign.gateway.FuzzedUpload;
import io.countersign.reconciliation.StatementPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fuzzer found that reaches most of the readers' code is read again in every test run; so is what once failed. */
class FuzzedInputsTest {

    private static final Duration QUICKLY = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource
    void everyReaderKeepsItsPromises(FuzzedBankFile.Reader reader) throws IOException {
        List<byte[]> inputs = kept(reader.name());
        assertThat(inputs).isNotEmpty();
        for (byte[] input : inputs) {
            assertTimeoutPreemptively(QUICKLY, () -> reader.survives(input));
        }
    }

    @Test
    void theReaderOfProfilesKeepsItsPromises() throws IOException {
        List<byte[]> inputs = kept("profile");
        assertThat(inputs).isNotEmpty();
        for (byte[] input : inputs) {
            assertTimeoutPreemptively(QUICKLY, () -> FuzzedProfile.fuzzerTestOneInput(input));
        }
    }

    @Test
    void theReaderOfUploadedRunsKeepsItsPromises() throws IOException {
        List<byte[]> inputs = kept("upload");
        assertThat(inputs).isNotEmpty();
        for (byte[] input : inputs) {
            assertTimeoutPreemptively(QUICKLY, () -> FuzzedUpload.fuzzerTestOneInput(input));
        }
    }

    /** The promises are looked at: a reader that broke one would be found. */
    @Test
    void aBrokenPromiseIsFound() {
        StatementRules rules = new StatementRules();
        assertThatThrownBy(rules::complete).isInstanceOf(AssertionError.class).hasMessageContaining("a statement");
        assertThatThrownBy(() -> rules.accept(new StatementPart.EntryClosed(null)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in order");
        for (String broken : List.of("\u0000", "\ud83c", "\udfe6\ud83c")) {
            assertThatThrownBy(() -> Storable.check(new StatementPart.EntryClosed(broken)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void tagsComeIntoOrderForTheFuzzer() {
        assertThat(inOrder("<?xml version=\"1.0\"?><a><b Ccy=\"EUR\">1<c>2</d></a>&<e/>"))
                .isEqualTo("<a><b Ccy=\"EUR\">1<c>2</c></b>&amp;<e></e></a>");
    }

    private static String inOrder(String text) {
        return new String(TagsInOrder.of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static List<byte[]> kept(String reader) throws IOException {
        Path archive = Path.of("src", "test", "resources", "fuzz", reader.toLowerCase(Locale.ROOT) + ".zip");
        List<byte[]> inputs = new ArrayList<>();
        try (InputStream file = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                inputs.add(zip.readAllBytes());
            }
        }
        return inputs;
    }
}
