package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Visitor;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@ApiTest
class DescriptionTest {

    private static final Path KEPT = Path.of("../docs/api/openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Autowired
    private ApiTest.Api api;

    @Test
    void isTheOneThatIsKeptWithTheDocumentation() throws IOException {
        String served = JSON.writeValueAsString(JSON.readTree(description().body())) + "\n";
        if (Boolean.getBoolean("countersign.docs.write")) {
            Files.createDirectories(KEPT.getParent());
            Files.writeString(KEPT, served);
        }
        assertThat(Files.readString(KEPT))
                .as(
                        "%s differs from the API; write it anew with: mvn -pl server test -Dtest=DescriptionTest"
                                + " -Dcountersign.docs.write=true",
                        KEPT)
                .isEqualTo(served);
    }

    @Test
    void saysOfEveryOperationWhatItDoesAndHowItRefuses() {
        JsonNode description = JSON.readTree(description().body());
        List<String> silent = new ArrayList<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    JsonNode says = operation.getValue();
                    if (says.path("summary").asString("").isBlank()
                            || says.path("responses").path("default").isMissingNode()) {
                        silent.add(operation.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(description.path("openapi").stringValue()).startsWith("3.1");
        assertThat(description.path("paths").size()).isGreaterThan(30);
        assertThat(silent).isEmpty();
    }

    @Test
    void writesAmountsAsText() {
        JsonNode amount = JSON.readTree(description().body()).at("/components/schemas/Payment/properties/amount");

        assertThat(amount.path("type").stringValue()).isEqualTo("string");
    }

    private HttpResponse<String> description() {
        Visitor anybody = new Visitor(api.port());
        HttpResponse<String> response = anybody.send(HttpRequest.newBuilder(anybody.at("/v1/openapi.json")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }
}
