package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.calendar.BankingDays;
import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs from invoices, of which some are paid in part. */
@ApiTest
class PartialPaymentsApiTest {

    private static final Cause IMPORT = Cause.system("test", new UUID(0, 9));
    private final LocalDate day = BankingDays.later(LocalDate.now(ZoneOffset.UTC), 3);

    @Autowired
    private ApiTest.Api api;

    @Autowired
    private MasterData master;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aPartIsTakenOnceByItsKeyAndTheBillSaysWhatIsOpen() {
        UUID bill = bill("parts-1");
        String body = run(bill, "{\"invoiceId\": \"%s\", \"amount\": \"400.00\"}".formatted(bill));

        HttpResponse<String> made = post(body, "Idempotency-Key", "parts-1");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        HttpResponse<String> again = post(body, "Idempotency-Key", "parts-1");
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");

        HttpResponse<String> open = api.get("jana", "/v1/invoices?text=parts-1");
        assertThat(json(open).path("items").path(0).path("open").stringValue()).isEqualTo("600.00");
        assertThat(json(open).path("items").path(0).path("total").stringValue()).isEqualTo("1000.00");
    }

    @Test
    void aPartWithoutAKeyIsRefusedSinceItCouldBeTakenAgain() {
        UUID bill = bill("parts-2");
        HttpResponse<String> without = post(run(bill, "{\"invoiceId\": \"%s\", \"amount\": \"1\"}".formatted(bill)));
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(json(without).path("code").stringValue()).isEqualTo("REQ-1006");
    }

    @Test
    void tellsEveryFaultOfAPartWithItsPath() {
        UUID bill = bill("parts-3");
        HttpResponse<String> unreadable = post(run(bill, """
                        {"invoiceId": "no", "amount": "ten"}, 7, {"invoiceId": "%s", "amount": 1, "currency": "EUR"}
                        """.formatted(bill)), "Idempotency-Key", "parts-3");
        assertThat(unreadable.statusCode()).isEqualTo(422);
        assertThat(faultPaths(unreadable))
                .containsExactlyInAnyOrder("/parts/0/invoiceId", "/parts/0/amount", "/parts/1", "/parts/2/currency");

        HttpResponse<String> wrong =
                post(run(bill, """
                        {"invoiceId": "%1$s", "amount": "1000.01"}, {"invoiceId": "%2$s", "amount": "1"}
                        """.formatted(bill, new UUID(1, 1))), "Idempotency-Key", "parts-3b");
        assertThat(faultPaths(wrong)).containsExactly("/parts/0/amount", "/parts/1/invoiceId");
    }

    private HttpResponse<String> post(String body, String... headers) {
        return api.post("jana", "/v1/payment-runs", body, headers);
    }

    private String run(UUID bill, String parts) {
        return """
                {"name": "Parts", "requestedOn": "%s", "invoices": ["%s"], "parts": [%s]}
                """.formatted(day, bill, parts);
    }

    private UUID bill(String erpId) {
        master.legalEntities(List.of(
                new MasterData.LegalEntity("PARTS-DE", "Parts GmbH", "DE", "EUR", "Europe/Berlin", "parts-company")));
        master.ownAccounts(List.of(new MasterData.OwnAccount(
                "PARTS-DE", "DE02120300000000202051", "BYLADEM1001", "EUR", "Main", "test-bank", "parts-journal")));
        master.parties(
                List.of(new MasterData.Party(
                        "parts-supplier", "SUPPLIER", "Brennhof", "DE", null, "NORMAL", null, true)),
                IMPORT);
        master.partyAccounts(
                List.of(new MasterData.PartyAccount(
                        "parts-account",
                        "parts-supplier",
                        "DE75512108001245126199",
                        null,
                        "EUR",
                        null,
                        true,
                        null,
                        true)),
                IMPORT);
        master.invoices(
                List.of(new MasterData.Invoice(
                        erpId,
                        "parts-company",
                        "parts-supplier",
                        "parts-account",
                        "BILL",
                        "BILL/" + erpId,
                        "FV-" + erpId,
                        day.minusDays(20),
                        day,
                        "EUR",
                        new BigDecimal("1000.00"),
                        new BigDecimal("1000.00"),
                        null,
                        null,
                        "not_paid")),
                IMPORT);
        return jdbc.sql("select id from payments.invoice where erp_id = :id")
                .param("id", erpId)
                .query(UUID.class)
                .single();
    }
}
