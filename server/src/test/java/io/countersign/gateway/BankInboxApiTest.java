package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ApiTest
class BankInboxApiTest {

    private static final String STATEMENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>%1$s</MsgId><CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr>
            <Stmt><Id>%1$s</Id><CreDtTm>2026-11-20T20:00:00Z</CreDtTm>
            <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
            <Ntry><Amt Ccy="EUR">12.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>
            </Stmt></BkToCstmrStmt></Document>
            """;

    @Autowired
    private ApiTest.Api api;

    @Test
    void aFileIsReadOnceKeptAsItCameAndShownWithWhatCameOfIt() {
        byte[] file = STATEMENT.formatted("S-" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> first = api.handIn("tomas", "test-bank", "monday.xml", file);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(json(first).path("state").stringValue()).isEqualTo("READ");
        assertThat(json(first).path("kind").stringValue()).isEqualTo("camt.053");

        HttpResponse<String> again = api.handIn("tomas", "test-bank", "monday-again.xml", file);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(json(again).path("state").stringValue()).isEqualTo("REPEATED");
        assertThat(json(again).path("outcome").stringValue()).contains("monday.xml");
        assertThat(json(again).path("fileId")).isEqualTo(json(first).path("fileId"));

        String id = json(first).path("fileId").stringValue();
        assertThat(api.get("aldo", "/v1/audit?subject=" + id).body()).contains("inbound-file.handed-in", "tomas");
        String path = "/v1/bank-files/" + json(first).path("fileId").stringValue();
        assertThat(api.get("tomas", path).body()).contains("monday.xml", "\"state\":\"READ\"");
        assertThat(api.get("tomas", path + "/content").body()).isEqualTo(new String(file, StandardCharsets.UTF_8));
        assertThat(api.get("tomas", "/v1/bank-files?state=READ&limit=500").body())
                .contains("monday.xml");
    }

    @Test
    void theStatementThatABankTellsInPagesSaysWhichAreHereAndWhichAreNot() {
        String account = "DE%020d".formatted(UUID.randomUUID().getMostSignificantBits() >>> 1);
        page(account, "7/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        page(account, "7/3", "60M:C261103EUR25,00", "62M:C261103EUR30,00");
        String statement = json(api.get("tomas", "/v1/statements?account=" + account))
                .path("items")
                .get(0)
                .path("id")
                .stringValue();

        HttpResponse<String> pages = api.get("tomas", "/v1/statements/" + statement + "/pages");
        assertThat(pages.statusCode()).as(pages.body()).isEqualTo(200);
        assertThat(json(pages).path("complete").booleanValue())
                .as("the last page is not here")
                .isFalse();
        JsonNode all = json(pages).path("all");
        assertThat(all).hasSize(3);
        assertThat(all.get(0).path("statementId").stringValue()).isNotEmpty();
        assertThat(all.get(1).path("number").intValue()).isEqualTo(2);
        assertThat(all.get(1).has("statementId")).as("page 2 has not arrived").isFalse();
        assertThat(api.get("tomas", "/v1/statements/" + UUID.randomUUID() + "/pages")
                        .statusCode())
                .isEqualTo(404);
    }

    /** With one entry of 5.00, which no other page has. */
    private void page(String account, String number, String opening, String closing) {
        String text = ":20:P\n:25:%s\n:28C:%s\n:%s\n:61:2611021102C5,00NTRFNONREF//%s\n:%s\n-\n"
                .formatted(account, number, opening, number, closing);
        HttpResponse<String> taken = api.handIn(
                "tomas", "test-bank", account + number.replace('/', '-'), text.getBytes(StandardCharsets.UTF_8));
        assertThat(json(taken).path("state").stringValue()).as(taken.body()).isEqualTo("READ");
    }

    @Test
    void whatCannotBeReadIsKeptWithTheReasonAndThePlace() {
        byte[] half =
                STATEMENT.formatted("S-" + UUID.randomUUID()).substring(0, 500).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = api.handIn("tomas", "test-bank", "half.xml", half);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).path("state").stringValue()).isEqualTo("QUARANTINED");
        assertThat(json(answer).path("outcome").stringValue()).contains("not well-formed");
        assertThat(json(answer).path("place").stringValue()).startsWith("line ");
        assertThat(api.get("tomas", "/v1/bank-files?state=QUARANTINED&limit=500")
                        .body())
                .contains("half.xml");
    }

    @Test
    void onlyWhoMayHandInDoesAndOnlyForAConnectionThatIsThere() {
        byte[] file = STATEMENT.formatted("S-" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);

        assertThat(api.handIn("jana", "test-bank", "x.xml", file).statusCode()).isEqualTo(403);
        assertThat(api.handIn("tomas", "no-bank", "x.xml", file).statusCode()).isEqualTo(404);
        HttpResponse<String> itself = api.handIn("tomas", "folder-bank", "x.xml", file);
        assertThat(itself.statusCode())
                .as("the bank gives these itself: %s", itself.body())
                .isEqualTo(422);
        assertThat(api.get("jana", "/v1/bank-files").statusCode()).isEqualTo(403);
        assertThat(api.get("tomas", "/v1/bank-files?after=nonsense").statusCode())
                .isEqualTo(422);
        assertThat(api.get("tomas", "/v1/bank-files/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
    }
}
