package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Visitor;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class OperationsTest {

    @Autowired
    private ApiTest.Api api;

    @Test
    void tellsItsHealthToEverybodyAndMeasurementsToOperators() {
        Visitor anybody = new Visitor(api.port());
        assertThat(anybody.send(HttpRequest.newBuilder(anybody.at("/actuator/health")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(anybody.send(HttpRequest.newBuilder(anybody.at("/actuator/prometheus")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(api.get("jana", "/actuator/prometheus").statusCode()).isEqualTo(403);
        assertThat(api.get("olga", "/actuator/prometheus").statusCode()).isNotIn(401, 403, 500);
    }
}
