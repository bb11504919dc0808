package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.bank.Conformance.Checked;
import io.countersign.connectors.bank.Conformance.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we read from the files of many banks equals what another program, written by others, computed from them. */
class StatementFactsTest {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");

    /** Files of libraries' own tests for what must not be accepted: no statement in them, no direction, no amount. */
    private static final Set<String> RIGHTLY_REFUSED = Set.of(
            "camt053/genkgo.camt__data_camt053.v2.wrong.xml",
            "camt053/viafintech.camt_parser__general_invalid_namespace.xml",
            "camt054/hitobito.hitobito__camt.054-invalid.xml",
            "camt054/hitobito.hitobito__camt.054-without-amount.xml",
            "camt054/hitobito.hitobito__camt.054_version_001.04.xml",
            "camt054/hitobito.hitobito__camt.054_version_001.08.xml");

    private static List<Checked> files = List.of();

    @BeforeAll
    static void readAll() {
        if (!Files.exists(SHARED.resolve("FACTS.jsonl"))) {
            System.out.println("SKIPPED: there are no facts of foreign files beside the repository");
            Assumptions.abort("no facts");
        }
        files = Conformance.check(SHARED);
    }

    @Test
    void everyFactOfEveryForeignFileIsReadOrTheFileIsRefusedWithAReason() {
        assertThat(files.stream()
                        .filter(f -> f.verdict().fails())
                        .map(f -> f.name() + ": " + f.verdict().words() + " " + f.differences()))
                .isEmpty();
    }

    /** How many files of a family are read and compared; all others of the family are refused. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            camt052,          19
            camt053,          35
            camt054,          31
            series_lb_camt052, 131
            series_lb_camt053, 94
            pain002,          18
            """)
    void whatBanksReallySendIsRead(String family, int expected) {
        assertThat(files.stream().filter(f -> f.family().equals(family)).filter(f -> read(f)))
                .hasSize(expected);
        assertThat(files.stream()
                        .filter(f -> f.family().equals(family))
                        .filter(f -> !read(f))
                        .map(Checked::name))
                .isSubsetOf(RIGHTLY_REFUSED);
    }

    @Test
    void everyRefusalSaysWhy() {
        assertThat(files)
                .filteredOn(f -> f.verdict() == Verdict.REFUSED)
                .allSatisfy(f -> assertThat(((Examination.Refused) f.examination()).why())
                        .isNotBlank());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            pain001, pain.001
            pain007, pain.007
            pain008, pain.008
            """)
    void whatACompanySendsIsRefusedByItsName(String family, String message) {
        assertThat(files)
                .filteredOn(f -> f.family().equals(family))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(((Examination.Refused) f.examination()).why())
                        .contains(message));
    }

    private static boolean read(Checked file) {
        return file.verdict() == Verdict.EXACT || file.verdict() == Verdict.WARNED;
    }
}
