package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Which route would an amount take, and what day would it make? */
@ApiTest
class RoutesApiTest {

    @Autowired
    private ApiTest.Api api;

    @Test
    void tellsEveryRouteWithItsDatesAndTheRowThatSpeaksAboutIt() {
        HttpResponse<String> answer = api.post("miriam", "/v1/routes/simulate", """
                {"legalEntity": "API-DE", "creditorAccount": "FR14 2004 1010 0505 0001 3M02 606", "amount": "1204.50",
                 "currency": "EUR", "requestedOn": "2026-12-25", "at": "2026-12-24T09:00:00Z"}
                """);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode chosen = json(answer).path("routes").get(0);
        assertThat(chosen.path("verdict").stringValue()).isEqualTo("CHOSEN");
        assertThat(chosen.path("scheme").stringValue()).isEqualTo("SEPA_SCT");
        assertThat(chosen.path("connection").stringValue()).isEqualTo("test-bank");
        assertThat(chosen.path("chargeBearer").stringValue()).isEqualTo("SLEV");
        assertThat(chosen.path("policy").stringValue()).startsWith("routing@").endsWith("#row-1");
        JsonNode date = chosen.path("date");
        assertThat(date.path("bankDate").stringValue()).isEqualTo("2026-12-28");
        assertThat(date.path("executionOn").stringValue()).isEqualTo("2026-12-28");
        assertThat(date.path("valueOn").stringValue()).isEqualTo("2026-12-29");
        assertThat(date.path("releaseBy").stringValue()).isEqualTo("2026-12-28T13:30:00Z");
        assertThat(date.path("reasons").get(0).stringValue())
                .isEqualTo("TARGET is closed on 25 and 26 December (Christmas Day)");

        assertThat(date.path("policy").stringValue())
                .as("what decided about the cut-off")
                .matches("cut-offs@\\d+#row-1");
        assertThat(date.path("calendars").valueStream().map(JsonNode::stringValue))
                .containsExactly("TARGET");

        JsonNode instant = json(answer).path("routes").get(1);
        assertThat(instant.path("verdict").stringValue()).isEqualTo("ALTERNATIVE");
        assertThat(instant.path("date").path("executionOn").stringValue()).isEqualTo("2026-12-25");
        assertThat(instant.path("date").path("irrevocable").booleanValue()).isTrue();

        JsonNode abroad = json(answer).path("routes").get(2);
        assertThat(abroad.path("verdict").stringValue()).isEqualTo("LATER_ROW");
        assertThat(abroad.path("chargeBearer").stringValue()).isEqualTo("SHAR");
    }

    @Test
    void anAmountOfNothingTakesNoRoute() {
        HttpResponse<String> answer = api.post("miriam", "/v1/routes/simulate", """
                {"legalEntity": "API-DE", "creditorAccount": "FR1420041010050500013M02606", "amount": "-5",
                 "currency": "EUR", "requestedOn": "2026-12-25"}
                """);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(faultPaths(answer)).containsExactly("/amount");
    }

    @Test
    void tellsEveryFaultOfAQuestion() {
        HttpResponse<String> answer = api.post("miriam", "/v1/routes/simulate", """
                {"legalEntity": "NOBODY", "creditorAccount": "FR1420041010050500013M02607", "amount": "1",
                 "currency": "EUR", "requestedOn": "2026-12-25"}
                """);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(faultPaths(answer)).containsExactlyInAnyOrder("/legalEntity", "/creditorAccount");
    }
}
