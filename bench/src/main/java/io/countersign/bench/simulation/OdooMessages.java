package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.Reply;
import io.countersign.sandbox.odoo.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests and answers between the form the product's HTTP client has and the one the simulator takes. */
final class OdooMessages {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String JSON2 = "/json/2/";
    private static final Set<String> READ_ONLY =
            Set.of("read", "search_read", "search", "search_count", "authenticate");

    private OdooMessages() {}

    static Request sent(HttpRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        String body = request.bodyPublisher().map(OdooMessages::text).orElse("");
        return new Request(request.uri().getPath(), headers, body);
    }

    private static String text(HttpRequest.BodyPublisher publisher) {
        HttpResponse.BodySubscriber<String> collected = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                collected.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                collected.onNext(List.of(part));
            }

            @Override
            public void onError(Throwable broken) {
                collected.onError(broken);
            }

            @Override
            public void onComplete() {
                collected.onComplete();
            }
        });
        return collected.getBody().toCompletableFuture().join();
    }

    /** Model and method of a call that may change something. */
    static Optional<String> whatItWrites(Request request) {
        String call = call(request);
        return call.isEmpty() || READ_ONLY.contains(call.substring(call.lastIndexOf('/') + 1))
                ? Optional.empty()
                : Optional.of(call);
    }

    private static String call(Request request) {
        if (request.path().startsWith(JSON2)) {
            return request.path().substring(JSON2.length());
        }
        if (!request.path().equals("/jsonrpc")) {
            return "";
        }
        JsonNode params = JSON.readTree(request.body()).path("params");
        return params.path("service").asString("").equals("object")
                ? params.path("args").path(3).asString() + "/"
                        + params.path("args").path(4).asString()
                : "";
    }

    static <T> HttpResponse<T> received(HttpRequest request, Reply reply, HttpResponse.BodyHandler<T> handler) {
        HttpHeaders headers = HttpHeaders.of(Map.of("Content-Type", List.of(reply.contentType())), (_, _) -> true);
        HttpResponse.BodySubscriber<T> body = handler.apply(new Head(reply.status(), headers));
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long parts) {
                // All of it comes at once.
            }

            @Override
            public void cancel() {
                // All of it came at once.
            }
        });
        body.onNext(List.of(ByteBuffer.wrap(reply.body().getBytes(StandardCharsets.UTF_8))));
        body.onComplete();
        return new Response<>(
                request,
                reply.status(),
                headers,
                body.getBody().toCompletableFuture().join());
    }

    private record Head(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    private record Response<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
            implements HttpResponse<T> {
        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
