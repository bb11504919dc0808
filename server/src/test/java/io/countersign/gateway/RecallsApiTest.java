package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.instruction;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ApiTest
class RecallsApiTest {

    @Autowired
    private ApiTest.Api api;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void whatHasNotLeftCannotBeCalledBackAndEveryFaultIsTold() {
        HttpResponse<String> taken = api.pay(instruction("INV-RECALL"), "key-recall");
        String payment = "/v1/payments/" + json(taken).path("id").stringValue();

        HttpResponse<String> faulty = api.post("henrik", payment + "/recall", "{\"reason\": \"SORRY\", \"wy\": \"x\"}");
        assertThat(faulty.statusCode()).as(faulty.body()).isEqualTo(422);
        assertThat(faultPaths(faulty)).contains("/reason", "/why", "/wy");

        String body = "{\"reason\": \"DUPL\", \"why\": \"Sent twice\"}";
        assertThat(api.post("jana", payment + "/recall", body).statusCode()).isEqualTo(403);
        HttpResponse<String> refused = api.post("henrik", payment + "/recall", body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(json(refused).path("code").stringValue()).isEqualTo("PAY-3001");
        assertThat(api.post("henrik", "/v1/payment-runs/" + UUID.randomUUID() + "/recall", body)
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.get("henrik", payment + "/recalls").body()).isEqualTo("[]");
        assertThat(api.get("henrik", "/v1/payment-runs/" + UUID.randomUUID() + "/recall-preview?reason=DUPL")
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.get("jana", "/v1/payment-runs/" + UUID.randomUUID() + "/recall-preview?reason=DUPL")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theBanksCodesAreToldInWords() {
        String payment =
                json(api.pay(instruction("INV-WORDS"), "key-words")).path("id").stringValue();
        jdbc.sql("""
                with file as (
                    insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on, state,
                        payments, total, currency, name, next_at, created_at)
                    select gen_random_uuid(), 'MSG-WORDS', 'test-bank', 'SEPA_SCT', p.debtor_account, p.requested_on,
                           'ANSWERED', 1, p.amount, p.currency, 'MSG-WORDS.xml', now(), now()
                    from payments.payment p where p.id = cast(:id as uuid) returning id),
                reply as (
                    insert into payments.bank_reply (payment_id, message_id, status, reason_code, reason_text, applied, at)
                    values (cast(:id as uuid), 'B-1', 'RJCT', 'AC04', 'since May', 'APPLIED', now())),
                recalled as (
                    insert into payments.recall (id, payment_id, legal_entity, correlation_id, state, reason, why, message,
                        file_id, executed_on, requested_by, requested_name, requested_at, answer_message, answer_status,
                        answer_code, answered_at)
                    select gen_random_uuid(), p.id, p.legal_entity, p.correlation_id, 'REFUSED', 'DUPL', 'Sent twice',
                           'camt.055.001.08', file.id, p.requested_on, 'henrik', 'Henrik', now(), 'B-2', 'RJCR', 'CUST', now()
                    from payments.payment p, file where p.id = cast(:id as uuid))
                update payments.payment set state = 'REJECTED', reason_code = 'AC04', reason_text = 'since May'
                where id = cast(:id as uuid)
                """).param("id", payment).update();

        JsonNode read = json(api.get("henrik", "/v1/payments/" + payment));
        assertThat(read.path("payment").path("reasonMeaning").stringValue()).isEqualTo("The account is closed");
        assertThat(read.path("payment").path("reasonText").stringValue()).isEqualTo("since May");
        assertThat(read.path("replies").get(0).path("statusMeaning").stringValue())
                .isEqualTo("Rejected");
        assertThat(read.path("replies").get(0).path("reasonMeaning").stringValue())
                .isEqualTo("The account is closed");
        JsonNode recall =
                json(api.get("henrik", "/v1/payments/" + payment + "/recalls")).get(0);
        assertThat(recall.path("answerStatusMeaning").stringValue()).isEqualTo("The cancellation is refused");
        assertThat(recall.path("answerMeaning").stringValue()).isEqualTo("The creditor refuses");
    }
}
