package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.bank.ApiSessions.Session;
import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files over a bank's API. Until the request is on its way a failure is certainly {@code NotSent}, and so is a refusal by
 * the bank (4xx); an answer that is lost, or that speaks of trouble at the bank, leaves a doubt, which a question by our
 * message id can end. What the bank has for us is a list of documents, each acknowledged once we have stored it.
 */
@Component
class HttpsChannel implements Channel {

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_LIST = 1 << 22;

    private final ApiSessions sessions;
    private final Profiles profiles;
    private final JsonMapper json;

    HttpsChannel(ApiSessions sessions, Profiles profiles, JsonMapper json) {
        this.sessions = sessions;
        this.profiles = profiles;
        this.json = json;
    }

    @Override
    public BankConnections.Channel kind() {
        return BankConnections.Channel.HTTPS;
    }

    @Override
    public Handover send(Connection connection, Draft draft, InputStream content, long size) {
        Session session;
        try {
            session = sessions.open(connection);
        } catch (IOException | RuntimeException noSession) {
            return new Handover.NotSent(
                    "No session with %s: %s".formatted(connection.name(), Channel.message(noSession)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Handover.NotSent("Stopped before anything was sent");
        }
        HttpRequest.Builder request = session.request(session.api().submitPath())
                .header("Content-Type", "application/xml")
                .header("Idempotency-Key", draft.messageId())
                .header("X-Request-ID", draft.fileId().toString())
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> content), size));
        if (draft.unverified()) {
            profiles.unverifiedHeader(connection.name())
                    .ifPresent(header -> request.header(header.name(), header.value()));
        }
        try {
            return outcome(
                    connection,
                    session.client()
                            .send(request.build(), BodyHandlers.discarding())
                            .statusCode());
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException nothingSaid) {
            return new Handover.NotSent(
                    "%s was not reached: %s".formatted(connection.name(), Channel.message(nothingSaid)));
        } catch (IOException lost) {
            return new Handover.Doubt(
                    "The answer of %s was lost: %s".formatted(connection.name(), Channel.message(lost)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Handover.Doubt("Stopped while the bank was answering");
        }
    }

    private Handover outcome(Connection connection, int status) {
        if (status / 100 == 2) {
            return new Handover.Delivered();
        }
        if (status == UNAUTHORIZED) {
            sessions.forget(connection);
        }
        return switch (status) {
            case CONFLICT -> new Handover.Doubt("%s has a file of this name already".formatted(connection.name()));
            case REQUEST_TIMEOUT -> new Handover.Doubt("%s gave up waiting".formatted(connection.name()));
            default ->
                status >= SERVER_ERROR || status < 400
                        ? new Handover.Doubt("%s answered HTTP %d".formatted(connection.name(), status))
                        : new Handover.NotSent("%s refused the file: HTTP %d".formatted(connection.name(), status));
        };
    }

    @Override
    public Presence look(Connection connection, Draft draft) throws IOException {
        Session session = session(connection);
        String path = session.api().statusPath().replace("{messageId}", encoded(draft.messageId()));
        int status = call(
                        connection,
                        session.client(),
                        session.request(path).GET().build(),
                        BodyHandlers.discarding())
                .statusCode();
        if (status / 100 == 2) {
            return Presence.SEEN;
        }
        if (status == NOT_FOUND) {
            return Presence.NOT_SEEN;
        }
        throw new IOException("HTTP " + status);
    }

    @Override
    public int fetch(Connection connection, Keep keep) throws IOException {
        Session session = session(connection);
        int fetched = 0;
        for (Waiting document : waiting(connection, session)) {
            String path = session.api().documentsPath() + "/" + encoded(document.id());
            HttpResponse<InputStream> answer = call(
                    connection, session.client(), session.request(path).GET().build(), BodyHandlers.ofInputStream());
            try (InputStream content = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("Document %s: HTTP %d".formatted(document.id(), answer.statusCode()));
                }
                fetched += keep.file(document.name(), content).isNew() ? 1 : 0;
            }
            int acknowledged = call(
                            connection,
                            session.client(),
                            session.request(path + "/acknowledgement")
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            if (acknowledged / 100 != 2) {
                throw new IOException("Acknowledging %s: HTTP %d".formatted(document.id(), acknowledged));
            }
        }
        return fetched;
    }

    private record Waiting(String id, String name) {}

    /** {@code [{"id": "…", "name": "…"}]}, oldest first. */
    private List<Waiting> waiting(Connection connection, Session session) throws IOException {
        HttpResponse<InputStream> answer = call(
                connection,
                session.client(),
                session.request(session.api().documentsPath()).GET().build(),
                BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("The list of documents: HTTP " + answer.statusCode());
            }
            byte[] bytes = body.readNBytes(LONGEST_LIST);
            List<Waiting> waiting = new ArrayList<>();
            for (JsonNode each : json.readTree(bytes)) {
                String id = each.path("id").asString("");
                if (id.isEmpty()) {
                    throw new IOException("A document in the bank's list has no id");
                }
                waiting.add(new Waiting(id, each.path("name").asString(id)));
            }
            return waiting;
        } catch (JacksonException notJson) {
            throw new IOException("The bank's list of documents is not JSON", notJson);
        }
    }

    private Session session(Connection connection) throws IOException {
        try {
            return sessions.open(connection);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped", stopped);
        }
    }

    /** A question, which may be asked again: a token the bank no longer takes is forgotten. */
    private <T> HttpResponse<T> call(
            Connection connection,
            java.net.http.HttpClient client,
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            HttpResponse<T> answer = client.send(request, handler);
            if (answer.statusCode() == UNAUTHORIZED) {
                sessions.forget(connection);
            }
            return answer;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped", stopped);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
