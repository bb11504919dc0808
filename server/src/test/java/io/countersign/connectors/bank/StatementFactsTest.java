package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.reconciliation.StatementPart;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What we read from the files of many banks equals what another program, written by others, computed from them. */
class StatementFactsTest {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");

    private record Sums(int entries, BigDecimal credits, BigDecimal debits, int details) {}

    @Test
    void entriesAndSumsOfForeignStatementsAreThoseOfTheIndependentFacts() throws IOException {
        Path facts = SHARED.resolve("FACTS.jsonl");
        if (!Files.exists(facts)) {
            System.out.println("SKIPPED: there are no facts of foreign files beside the repository");
            Assumptions.abort("no facts");
        }
        int compared = 0;
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(facts)) {
            JsonNode file = JsonMapper.shared().readTree(line);
            String name = file.path("file").asString("");
            JsonNode statements = file.path("facts").path("statements");
            if (!name.contains("camt05") || !statements.isArray() || !onlyBooked(statements)) {
                continue;
            }
            List<Sums> expected = new ArrayList<>();
            statements.forEach(s -> expected.add(new Sums(
                    s.path("entries").asInt(),
                    plain(s.path("credits").asString()),
                    plain(s.path("debits").asString()),
                    s.path("txdtls").asInt())));
            if (name.contains("hitobito__camt.054_version")) {
                continue; // its direction is FOOBAR; the facts take that for a credit, money may not
            }
            compared += expected.size();
            List<Sums> found = sums(SHARED.resolve(name));
            if (name.endsWith(".001.01.xml")) { // the facts do not look for transactions outside of NtryDtls
                found.replaceAll(s -> new Sums(s.entries(), s.credits(), s.debits(), 0));
            }
            if (!found.equals(expected)) {
                wrong.add("%s: expected %s, read %s".formatted(name, expected, found));
            }
        }
        System.out.println(compared + " foreign statements compared");
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(50);
    }

    /** The facts count what is only announced as if it were booked; those few files are compared elsewhere. */
    private static boolean onlyBooked(JsonNode statements) {
        for (JsonNode statement : statements) {
            JsonNode status = statement.path("status");
            if (status.size() > 1 || (status.size() == 1 && !status.has("BOOK")) || statement.has("bad_amount")) {
                return false;
            }
        }
        return true;
    }

    private static List<Sums> sums(Path file) throws IOException {
        List<Sums> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            int[] details = {0};
            BigDecimal[] sums = {BigDecimal.ZERO, BigDecimal.ZERO};
            Formats.read(in, part -> {
                switch (part) {
                    case StatementPart.Opened opened -> {
                        details[0] = 0;
                        sums[0] = BigDecimal.ZERO;
                        sums[1] = BigDecimal.ZERO;
                    }
                    case StatementPart.Entry entry -> {
                        int side = entry.credit() ? 0 : 1;
                        sums[side] = sums[side].add(entry.amount());
                    }
                    case StatementPart.Detail detail -> details[0]++;
                    case StatementPart.EntryClosed closed -> {}
                    case StatementPart.Closed closed ->
                        found.add(new Sums(
                                closed.entries(),
                                sums[0].stripTrailingZeros(),
                                sums[1].stripTrailingZeros(),
                                details[0]));
                }
            });
        } catch (Unreadable unreadable) {
            System.out.println(file.getFileName() + " is refused: " + unreadable.why());
        }
        return found;
    }

    private static BigDecimal plain(String amount) {
        return new BigDecimal(amount).stripTrailingZeros();
    }
}
