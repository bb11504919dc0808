package io.countersign.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What banks say in codes, people read in words. */
class ReasonCodesTest {

    private static final Path LISTS = Path.of("..", "..", "shared", "data", "codes");

    @ParameterizedTest
    @CsvSource({
        "external_status_reason_code, REJECTION",
        "external_verification_reason_code, REJECTION",
        "external_cancellation_reason_code, REJECTION",
        "external_received_reason_code, REJECTION",
        "external_return_reason_code, RETURN",
        "external_payment_cancellation_rejection_code, RECALL_REFUSAL",
        "external_payment_group_status_code, STATUS",
        "external_payment_transaction_status_code, STATUS"
    })
    void everyCodeOfTheIsoListsHasWords(String list, String name) throws IllegalAccessException, NoSuchFieldException {
        Path file = LISTS.resolve(list + ".json");
        if (!Files.isRegularFile(file)) {
            System.out.println("SKIPPED: there are no lists of codes beside the repository");
            Assumptions.abort("no lists of codes");
        }
        ReasonCodes codes = (ReasonCodes) ReasonCodes.class.getField(name).get(null);
        JsonNode all = JsonMapper.shared().readTree(file).path("codes");
        assertThat(all.propertyNames()).isNotEmpty();
        List<String> silent = all.propertyNames().stream()
                .filter(code -> codes.words(code).isEmpty())
                .toList();
        assertThat(silent).as("codes of %s without words", list).isEmpty();
    }

    @Test
    void theSameCodeMeansWhatItsMessageMakesOfIt() {
        assertThat(ReasonCodes.REJECTION.words("CUST")).hasValue("The debtor asked to cancel it");
        assertThat(ReasonCodes.RECALL_REFUSAL.words("CUST")).hasValue("The creditor refuses");
        assertThat(ReasonCodes.REJECTION.words("BE08")).hasValue("The debtor's name is missing");
        assertThat(ReasonCodes.RETURN.words("BE08")).hasValue("A bank made a mistake");
        assertThat(ReasonCodes.RETURN.words("R03"))
                .hasValue("There is no such account, or it belongs to somebody else");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                AC04, -,                           The account is closed
                AC04, since May,                   The account is closed: since May
                AC04, the account is closed (2),   the account is closed (2)
                XT99, ask your branch,             ask your branch
                -,    ask your branch,             ask your branch
                XT99, -,                           -
                """)
    void whatTheBankWroteStandsBesideTheWordsOfItsCode(String code, String text, String told) {
        assertThat(ReasonCodes.REJECTION.words(code, text).orElse(null)).isEqualTo(told);
    }
}
