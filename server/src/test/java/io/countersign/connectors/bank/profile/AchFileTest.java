package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** ACH files: what we write, and what the check makes of files of others. */
class AchFileTest {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ACH", "ACH_PAYROLL", "ACH_REMITTANCE"})
    void aWrittenFileAgreesWithItselfAndWithTheDraft(String scheme) throws IOException {
        Written written = written(scheme);
        assertThat(AchCheck.faults(written.draft(), written.file())).isEmpty();
        List<String> records = Files.readAllLines(written.file());
        assertThat(records).hasSize(10).allMatch(record -> record.length() == 94);
        assertThat(records.getFirst()).startsWith("101 091000019").contains("261127");
        assertThat(records.get(2)).startsWith("622231380104");
        assertThat(records.get(3)).startsWith("705");
    }

    @ParameterizedTest
    @CsvSource({"PAY-2026-000123, PAY-2026-000123", "PAY-2026-1000123, AY-2026-1000123"})
    void anEntryCarriesTheReferenceAndTheTraceNumberByWhichItsReturnIsFound(String reference, String written)
            throws IOException {
        Profile profile = usNacha();
        SchemeRules rules = Objects.requireNonNull(profile.scheme("ACH"));
        Instruction sample = Samples.of(rules).getFirst();
        Instruction payment = new Instruction(
                reference,
                sample.endToEndId(),
                sample.amount(),
                sample.currency(),
                sample.creditorName(),
                sample.creditorNumber(),
                null,
                null,
                null,
                null,
                null,
                null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AchFile.write(
                profile,
                rules,
                Samples.draft("ACH", rules, List.of(payment)),
                List.of(payment).iterator(),
                out);
        String entry = out.toString(StandardCharsets.US_ASCII).lines().toList().get(2);
        assertThat(entry.substring(39, 54)).isEqualTo(written);
        assertThat(entry.substring(79))
                .isEqualTo(Objects.requireNonNull(profile.ach()).odfi() + "0000001");
    }

    @Test
    void theCheckFindsWhatWasChangedAfterWriting() throws IOException {
        Written written = written("ACH");
        String text = Files.readString(written.file());
        Files.writeString(written.file(), text.replaceFirst("0000001010", "0000001011"));
        assertThat(AchCheck.faults(written.draft(), written.file()))
                .anyMatch(fault -> fault.contains("credits of the batch"))
                .anyMatch(fault -> fault.contains("expected 10.10"));
        Files.writeString(written.file(), text.replace("231380104", "231380105"));
        assertThat(AchCheck.faults(written.draft(), written.file()))
                .anyMatch(fault -> fault.contains("routing number"))
                .anyMatch(fault -> fault.contains("entry hash") || fault.contains("routing"));
        Files.writeString(written.file(), text.substring(0, text.length() - 95));
        assertThat(AchCheck.faults(written.draft(), written.file())).anyMatch(fault -> fault.contains("blocks of ten"));
    }

    @Test
    void readsTheFilesOfOthersWithTheirFacts() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(SHARED), "../../shared/data is not there: files of others are not read");
        int read = 0;
        try (Stream<String> facts = Files.lines(SHARED.resolve("FACTS.jsonl"))) {
            for (String line : facts.filter(each -> each.contains("\"nacha/")).toList()) {
                read += agrees(JsonMapper.shared().readTree(line)) ? 1 : 0;
            }
        }
        assertThat(read).as("files that could be compared").isGreaterThan(10);
    }

    /** Files without lines or with records of another length are not read by records; their sums mean nothing. */
    private static boolean agrees(JsonNode fact) throws IOException {
        String sec = fact.path("sec").toString();
        if (fact.path("no_newlines").asBoolean()
                || fact.has("bad_amount")
                || fact.path("bad_len").asInt() > 0
                || fact.path("file_control").isMissingNode()
                || sec.contains("ADV")) {
            return false;
        }
        AchCheck.Content content =
                AchCheck.read(SHARED.resolve(fact.path("file").asString()));
        assertThat(content.credit().movePointRight(2))
                .as("credits of %s", fact)
                .isEqualByComparingTo(
                        new BigDecimal(fact.path("entries_credit_cents").asString()));
        assertThat(content.debit().movePointRight(2))
                .as("debits of %s", fact)
                .isEqualByComparingTo(
                        new BigDecimal(fact.path("entries_debit_cents").asString()));
        return true;
    }

    private static Profile usNacha() {
        return ProfileReader.read(ShippedProfiles.source("us-nacha")).profile().orElseThrow();
    }

    private record Written(Draft draft, Path file) {}

    private Written written(String scheme) throws IOException {
        Profile profile = usNacha();
        SchemeRules rules = Objects.requireNonNull(profile.scheme(scheme));
        List<Instruction> payments = Samples.of(rules);
        Draft draft = Samples.draft(scheme, rules, payments);
        Path file = directory.resolve("sample.ach");
        try (OutputStream out = Files.newOutputStream(file)) {
            AchFile.write(profile, rules, draft, payments.iterator(), out);
        }
        return new Written(draft, file);
    }
}
