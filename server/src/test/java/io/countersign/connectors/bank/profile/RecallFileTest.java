package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Channel;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Recall;
import io.countersign.payments.ports.BankRail.Recalled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.SAXException;

/** The messages that call payments back. */
class RecallFileTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theMessageIsValidAgainstTheSchemaOfIso(RecallMessage message) throws IOException, SAXException {
        String checkedAs = message.code().replace("pain.007.001.09", "pain.007.001.10");
        Path schema = Path.of("..", "..", "shared", "data", "xsd", checkedAs + ".xsd");
        if (!Files.exists(schema)) {
            System.out.println("SKIPPED: there is no schema of " + checkedAs + " beside the repository");
            Assumptions.abort("no schema");
        }
        Schema iso =
                SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(schema.toFile());
        String written = write(message, Profiles.USUAL).replace(message.code(), checkedAs);
        assertThatCode(() -> iso.newValidator().validate(new StreamSource(new StringReader(written))))
                .doesNotThrowAnyException();
    }

    @Test
    void aCustomerNamesItsBatchAndABankEachTransfer() throws IOException {
        assertThat(write(RecallMessage.CAMT_055, Profiles.USUAL))
                .contains("<CstmrPmtCxlReq>", "<OrgnlPmtInfId>CS261124-OLD</OrgnlPmtInfId>")
                .contains("<OrgnlReqdExctnDt><Dt>2026-11-24</Dt></OrgnlReqdExctnDt>");
        assertThat(write(RecallMessage.CAMT_056, Profiles.USUAL))
                .contains("<FIToFIPmtCxlReq>", "<OrgnlIntrBkSttlmAmt Ccy=\"EUR\">10.50</OrgnlIntrBkSttlmAmt>")
                .contains("<OrgnlIntrBkSttlmDt>2026-11-25</OrgnlIntrBkSttlmDt>");
    }

    @Test
    void aReversalNamesOriginalAndReversedAmountAndReasonsOfItsOwnList() throws IOException {
        assertThat(write(RecallMessage.PAIN_007_001_11, Profiles.USUAL))
                .contains("<CstmrPmtRvsl>", "<OrgnlPmtInfId>CS261124-OLD</OrgnlPmtInfId><PmtInfRvsl>false</PmtInfRvsl>")
                .contains("<RvslId>" + "0".repeat(32) + "</RvslId><OrgnlInstrId>PAY-26-1</OrgnlInstrId>")
                .contains(
                        "<OrgnlInstdAmt Ccy=\"EUR\">10.50</OrgnlInstdAmt><RvsdInstdAmt Ccy=\"EUR\">10.50</RvsdInstdAmt>")
                .contains("<Rsn><Prtry>FRAD</Prtry></Rsn>");
        assertThat(write(RecallMessage.PAIN_007_001_02, Profiles.USUAL)).contains("<BIC>COBADEFFXXX</BIC>");
    }

    @Test
    void theProfileNamesTheMessageUnlessTheConnectionNamesAnother() throws IOException {
        String source = Files.readString(Path.of("src/test/resources/own-bank-profiles/house-reversals-09.yaml"));
        assertThat(own(null, source).recallMessage("bank")).hasValue(RecallMessage.PAIN_007_001_09);
        assertThat(own(RecallMessage.NONE, source).recallMessage("bank")).isEmpty();
        assertThat(profiles(null, Profiles.USUAL).recallMessage("bank")).hasValue(RecallMessage.CAMT_055);
    }

    @Test
    void theReasonIsWrittenInTheBanksCharactersAndCutToItsField() throws IOException {
        assertThat(write(RecallMessage.CAMT_055, Profiles.USUAL))
                .contains("<Rsn><Cd>FRAD</Cd></Rsn><AddtlInf>Gefaelschte Rechnung ")
                .doesNotContain("x".repeat(105));
    }

    @Test
    void aBankThatTakesNoneIsNotWrittenTo() {
        assertThat(profiles(RecallMessage.NONE, Profiles.USUAL).recallMessage("bank"))
                .isEmpty();
    }

    private static String write(RecallMessage message, String profile) throws IOException {
        Draft draft = new Draft(
                new UUID(1, 1),
                "CS261126-NEW",
                "RECALL-CS261126-NEW.xml",
                "bank",
                "SEPA_SCT",
                new Debtor("Aldermoor Optik GmbH", "DE", "DE89370400440532013000", "COBADEFFXXX", "EUR"),
                LocalDate.of(2026, 11, 24),
                Instant.parse("2026-11-26T09:00:00Z"),
                1,
                new BigDecimal("10.50"),
                "EUR");
        Recall recall = new Recall(
                draft,
                "CS261124-OLD",
                Instant.parse("2026-11-24T09:00:00Z"),
                "FRAD",
                "Gefälschte Rechnung " + "x".repeat(200));
        Recalled payment = new Recalled(
                "0".repeat(32), "PAY-26-1", "E2E-1", new BigDecimal("10.50"), "EUR", LocalDate.of(2026, 11, 25));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        profiles(message, profile).recall(recall, List.of(payment).iterator(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Profiles own(@Nullable RecallMessage message, String source) {
        return OwnProfiles.of(connections(message, "house-reversals-09"), source);
    }

    private static Profiles profiles(@Nullable RecallMessage message, String profile) {
        return new Profiles(connections(message, profile));
    }

    private static BankConnections connections(@Nullable RecallMessage message, String profile) {
        Connection connection = new Connection(
                "bank",
                Channel.FOLDER,
                null,
                22,
                null,
                null,
                null,
                "/upload",
                "/download",
                null,
                ".part",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                null,
                null,
                profile,
                message,
                null);
        return new BankConnections(List.of(connection), Duration.ofSeconds(1));
    }
}
