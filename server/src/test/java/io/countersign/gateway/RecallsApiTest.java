package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.instruction;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class RecallsApiTest {

    @Autowired
    private ApiTest.Api api;

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
}
