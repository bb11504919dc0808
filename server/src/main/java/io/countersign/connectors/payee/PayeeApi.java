package io.countersign.connectors.payee;

import io.countersign.connectors.Dependencies;
import io.countersign.model.Ids;
import io.countersign.payments.ports.PayeeVerification;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider that speaks JSON in the shape of the EPC's verification-of-payee API (EPC133-24): {@code party.name} and
 * {@code partyAccount.iban} out; {@code partyNameMatch} MTCH, CMTC with {@code matchedName}, NMTC or NOAP back. It has a
 * breaker of its own; what it does not answer is told as unanswered, never as a match.
 */
final class PayeeApi implements PayeeVerification {

    private static final String DEPENDENCY = "payee-verification";
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int LONGEST_NAME = 140;

    private final PayeeSettings settings;
    private final URI url;
    private final Dependencies dependencies;
    private final Clock clock;
    private final Ids ids;
    private final HttpClient http;
    private final JsonMapper json = JsonMapper.builder().build();

    PayeeApi(PayeeSettings settings, Dependencies dependencies, Clock clock, Ids ids) {
        this.settings = settings;
        this.url = Objects.requireNonNull(settings.url());
        this.dependencies = dependencies;
        this.clock = clock;
        this.ids = ids;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
    }

    @Override
    public String provider() {
        return settings.name();
    }

    @Override
    public Answer ask(String name, String iban) {
        if (!dependencies.mayTry(DEPENDENCY)) {
            return new Answer.Unanswered("The provider did not answer lately");
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(request(name, iban), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                Answer answer = read(response.statusCode(), body.readNBytes(LONGEST_ANSWER));
                if (answer instanceof Answer.Unanswered(String why)) {
                    dependencies.failed(DEPENDENCY, why);
                } else {
                    dependencies.answered(DEPENDENCY);
                }
                return answer;
            }
        } catch (IOException noAnswer) {
            String why = "No answer from " + settings.name() + ": " + noAnswer;
            dependencies.failed(DEPENDENCY, why);
            return new Answer.Unanswered(why);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Answer.Unanswered("Stopped");
        }
    }

    private HttpRequest request(String name, String iban) {
        Map<String, Object> body = Map.of("party", Map.of("name", name), "partyAccount", Map.of("iban", iban));
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("X-Request-ID", ids.next().toString())
                .header("X-Request-Timestamp", clock.instant().toString())
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body), StandardCharsets.UTF_8));
        if (settings.token() != null) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        return request.build();
    }

    /** A refusal of this one question is an answer; a provider in trouble is none. */
    private Answer read(int status, byte[] body) {
        if (status == 400 || status == 404 || status == 422) {
            return new Answer.NotPossible("The provider cannot verify this account (HTTP " + status + ")");
        }
        if (status != 200) {
            return new Answer.Unanswered(settings.name() + " answers HTTP " + status);
        }
        try {
            JsonNode answer = json.readTree(body);
            String match = answer.path("partyNameMatch").asString("");
            return switch (match) {
                case "MTCH" -> new Answer.Match();
                case "CMTC" -> close(answer.path("matchedName").asString(""));
                case "NMTC" -> new Answer.NoMatch();
                case "NOAP" -> new Answer.NotPossible("The creditor's bank cannot verify this account");
                default -> new Answer.Unanswered(settings.name() + " answers without a known partyNameMatch");
            };
        } catch (JacksonException notJson) {
            return new Answer.Unanswered(settings.name() + " answers what is no JSON");
        }
    }

    /** Close without the name that is close says nothing a person could decide by; it counts as no match. */
    private static Answer close(String name) {
        String readable = name.codePoints()
                .filter(letter -> !Character.isISOControl(letter) && Character.getType(letter) != Character.FORMAT)
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return readable.isEmpty() ? new Answer.NoMatch() : new Answer.CloseMatch(readable);
    }
}
