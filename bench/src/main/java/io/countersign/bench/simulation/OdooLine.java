package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.Reply;
import io.countersign.sandbox.odoo.Request;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The line to a simulated Odoo, in place of the product's HTTP client and without a socket, so that one thread and the seed
 * decide everything. It loses requests and answers, lets requests arrive after the hub gave up on them and so in another
 * order, hands one over twice, and now and then a proxy answers instead. The program may die before and after each request
 * that writes.
 */
final class OdooLine extends HttpClient {

    /** The longest a request goes on after the hub gave up on it; the product is told the same. */
    static final Duration SETTLE = Duration.ofSeconds(130);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PROXY = "<html><head><title>504</title></head><body><h1>nginx</h1></body></html>";

    /** A request that is under way although nobody waits for it any more. */
    private record Late(Instant arrives, long number, Request request) {}

    private final SimulatedClock clock;
    private final CrashPoints points;
    private final List<Late> late = new ArrayList<>();
    private @Nullable OdooSimulator odoo;
    private Luck luck = new Luck(0);
    private long number;

    OdooLine(SimulatedClock clock, CrashPoints points) {
        this.clock = clock;
        this.points = points;
    }

    void begin(Luck fate, OdooSimulator other) {
        luck = fate;
        odoo = other;
        late.clear();
        number = 0;
    }

    boolean isIdle() {
        return late.isEmpty();
    }

    /** What is due arrives at Odoo. */
    void work() {
        Instant now = clock.instant();
        List<Late> due = late.stream()
                .filter(one -> !one.arrives.isAfter(now))
                .sorted(Comparator.comparing(Late::arrives).thenComparing(Late::number))
                .toList();
        late.removeAll(due);
        due.forEach(one -> odoo().answer(one.request));
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        points.alive("a request to Odoo");
        work();
        Request sent = OdooMessages.sent(request);
        Optional<String> writes = OdooMessages.whatItWrites(sent);
        writes.ifPresent(what -> points.pass("before " + what));
        Reply reply = exchange(sent, request.timeout().orElse(PATIENCE), writes.isPresent() ? 1 : 2);
        writes.ifPresent(what -> points.pass("after " + what));
        return OdooMessages.received(request, reply, handler);
    }

    /** @param rarely what writes fails twice as often as what only reads */
    private Reply exchange(Request request, Duration patience, int rarely) throws IOException {
        if (luck.strikes(20 * rarely)) {
            throw new ConnectException("nobody listens");
        }
        if (luck.strikes(20 * rarely)) {
            throw new IOException("the line broke before Odoo had the request");
        }
        if (luck.strikes(15 * rarely)) {
            odoo().answer(request);
            throw new IOException("the line broke before the answer was here");
        }
        if (luck.strikes(15 * rarely)) {
            Duration takes = luck.upTo(patience.plus(SETTLE));
            late.add(new Late(clock.instant().plus(takes), number++, request));
            clock.pass(patience);
            points.pass("while waiting for Odoo");
            throw new HttpTimeoutException("no answer in time");
        }
        if (luck.strikes(25 * rarely)) {
            if (luck.once(2)) {
                odoo().answer(request);
            }
            return new Reply(504, "text/html", PROXY);
        }
        if (luck.strikes(8 * rarely)) {
            clock.pass(luck.upTo(patience.minusSeconds(1)));
        }
        Reply reply = odoo().answer(request).orElseThrow();
        if (luck.strikes(20 * rarely)) {
            Reply second = odoo().answer(request).orElseThrow();
            return luck.once(2) ? second : reply;
        }
        return reply;
    }

    private OdooSimulator odoo() {
        if (odoo == null) {
            throw new IllegalStateException("There is no Odoo yet");
        }
        return odoo;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException("One thread does everything");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushed) {
        throw new UnsupportedOperationException("One thread does everything");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException("There is no wire to be secret on");
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
