package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.Cause;
import io.countersign.reconciliation.SentPayments;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.Statements;
import io.countersign.reconciliation.TestStatement;
import io.countersign.reconciliation.TestStatement.Says;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ApiTest
class BreaksApiTest {

    @Autowired
    private ApiTest.Api api;

    @Autowired
    private Statements statements;

    @Autowired
    private JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void aBreakIsReadMatchedAndReopened() {
        Batch batch = payments.sent(2);
        ingest(TestStatement.of(batch.account())
                .debit("3.00", new Says(null, null, "pays R-" + batch.prefix() + "-2", null)));
        JsonNode open = onlyOpen(batch);
        assertThat(open.path("kind").asString()).isEqualTo("UNMATCHED_DEBIT");
        String path = "/v1/breaks/" + open.path("id").asString();

        JsonNode whole = json(api.get("tomas", path));
        assertThat(whole.path("view").path("amount").asString()).isEqualTo("3.00");
        JsonNode suggestion = whole.path("suggestions").get(0);
        assertThat(suggestion.path("strategy").asString()).isEqualTo("NUMBER_IN_TEXT");
        String payment = suggestion.path("payments").get(0).asString();

        HttpResponse<String> matched = api.post(
                "tomas",
                path + "/match",
                "{\"payments\": [\"%s\"], \"why\": \"Its text names it\"}".formatted(payment));
        assertThat(matched.statusCode()).as(matched.body()).isEqualTo(200);
        assertThat(json(matched).path("resolution").asString()).isEqualTo("MATCHED");
        assertThat(payments.state(batch, 2)).isEqualTo("RECONCILED");

        HttpResponse<String> again = api.post(
                "tomas", path + "/match", "{\"payments\": [\"%s\"], \"why\": \"Once more\"}".formatted(payment));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(409);

        HttpResponse<String> reopened = api.post("tomas", path + "/reopen", "{\"why\": \"It was another\"}");
        assertThat(reopened.statusCode()).as(reopened.body()).isEqualTo(200);
        assertThat(payments.state(batch, 2)).isEqualTo("ACCEPTED");
        assertThat(json(api.get("tomas", path))
                        .path("history")
                        .valueStream()
                        .map(done -> done.path("act").asString()))
                .containsExactly("MATCH", "REOPEN");
    }

    @Test
    void aDifferenceIsWrittenOffAndARestIsSplit() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("102.00", Says.endToEnd(batch.endToEndId(1))));
        String over = "/v1/breaks/" + onlyOpen(batch).path("id").asString();

        assertThat(faultPaths(api.post("tomas", over + "/write-off", "{\"kind\": \"GIFT\", \"why\": \"x\"}")))
                .contains("/kind");
        HttpResponse<String> written =
                api.post("tomas", over + "/write-off", "{\"kind\": \"CHARGE\", \"why\": \"Fee of the correspondent\"}");
        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
        assertThat(json(written).path("resolution").asString()).isEqualTo("WRITTEN_OFF");

        Batch other = payments.sent(1);
        ingest(TestStatement.of(other.account()).debit("50.00", Says.nothing()));
        String debit = "/v1/breaks/" + onlyOpen(other).path("id").asString();
        HttpResponse<String> split = api.post(
                "tomas",
                debit + "/split",
                "{\"payments\": [\"%s\"], \"kind\": \"NOT_OURS\", \"why\": \"The rest is the canteen's\"}"
                        .formatted(payments.id(other, 1)));
        assertThat(split.statusCode()).as(split.body()).isEqualTo(200);
        assertThat(payments.state(other, 1)).isEqualTo("RECONCILED");
    }

    @Test
    void whatACorrectedStatementChangesIsRead() {
        Batch batch = payments.sent(1);
        ingest(new TestStatement(batch.account(), "1", TestStatement.DAY, "50.00")
                .debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        String first = "/v1/statements/" + latest(batch) + "/corrections";
        assertThat(api.get("tomas", first).statusCode()).isEqualTo(404);
        ingest(new TestStatement(batch.account(), "1", TestStatement.DAY, "50.00")
                .debit("2.50", Says.endToEnd(batch.endToEndId(1)))
                .debit("7.00", Says.nothing()));

        JsonNode correction = json(api.get("tomas", "/v1/statements/" + latest(batch) + "/corrections"));
        assertThat(correction.path("added").asInt()).isEqualTo(1);
        assertThat(correction.path("changed").asInt()).isEqualTo(1);
        JsonNode changed = correction.path("entries").get(1);
        assertThat(changed.path("before").path("amount").asString()).isEqualTo("2.00");
        assertThat(changed.path("before").path("paymentId").asString())
                .isEqualTo(payments.id(batch, 1).toString());
        assertThat(changed.path("now").path("amount").asString()).isEqualTo("2.50");
        assertThat(api.get("nadia", first).statusCode()).isEqualTo(403);
    }

    private String latest(Batch batch) {
        return json(api.get("tomas", "/v1/statements?account=" + batch.account()))
                .path("items")
                .get(0)
                .path("id")
                .asString();
    }

    @Test
    void whoMayNotWorkOnBreaksIsRefusedAndNothingMoves() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("9.99", Says.nothing()));
        String path = "/v1/breaks/" + onlyOpen(batch).path("id").asString();

        assertThat(api.get("jana", path).statusCode()).isEqualTo(200);
        assertThat(api.post("jana", path + "/not-ours", "{\"why\": \"A card\"}").statusCode())
                .isEqualTo(403);
        assertThat(api.get("nadia", path).statusCode()).isEqualTo(403);
        assertThat(api.post("tomas", path + "/not-ours", "{\"why\": \" \"}").statusCode())
                .isEqualTo(422);
        assertThat(api.post("tomas", "/v1/breaks/" + UUID.randomUUID() + "/not-ours", "{\"why\": \"A card\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(onlyOpen(batch).path("resolution").isNull()
                        || onlyOpen(batch).path("resolution").isMissingNode())
                .isTrue();

        HttpResponse<String> done = api.post("tomas", path + "/not-ours", "{\"why\": \"The card of the canteen\"}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(json(done).path("resolution").asString()).isEqualTo("NOT_OURS");
    }

    @Test
    void aMatchMadeByRuleIsUndoneAtItsLine() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        UUID line = jdbc.sql("select line_id from reconciliation.match where payment_id = :id")
                .param("id", payments.id(batch, 1))
                .query(UUID.class)
                .single();

        HttpResponse<String> undone =
                api.post("tomas", "/v1/statement-lines/" + line + "/undo", "{\"why\": \"It was another order\"}");
        assertThat(undone.statusCode()).as(undone.body()).isEqualTo(200);
        assertThat(json(undone).path("kind").asString()).isEqualTo("MATCH_UNDONE");
        assertThat(payments.state(batch, 1)).isEqualTo("ACCEPTED");
    }

    private JsonNode onlyOpen(Batch batch) {
        return json(api.get("tomas", "/v1/breaks?limit=500"))
                .path("items")
                .valueStream()
                .filter(each -> each.path("account").asString().endsWith(end(batch)))
                .findFirst()
                .orElseThrow();
    }

    private static String end(Batch batch) {
        return batch.account().substring(batch.account().length() - 4);
    }

    private void ingest(TestStatement statement) {
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", new UUID(0, 5)));
    }
}
