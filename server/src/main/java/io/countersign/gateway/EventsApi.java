package io.countersign.gateway;

import io.countersign.governance.events.EventFilter;
import io.countersign.governance.events.EventLog;
import io.countersign.governance.events.LoggedEvent;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@Tag(name = "Events", description = "What happened, in order, as CloudEvents 1.0")
class EventsApi implements SmartLifecycle {

    /** Also how long a server that stops waits for a follower that has nothing to tell. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** Proxies close a connection on which nothing is said for long. */
    private static final int SILENCES_UNTIL_SIGN_OF_LIFE = 15;

    private static final String READ_ID = "readEvents";
    private static final String READ = "Read events from a cursor, or follow them as they happen";
    private static final String READ_HOW = """
            Needs `events:read`; narrowed to your legal entities.

            *As JSON*: a page. A reader that goes from `next` to `next` sees every event once, in order, also those that commit \
            late.

            *As `text/event-stream`*: server-sent events. `id` is the cursor, so that a reader which was cut off goes on with \
            `Last-Event-ID`; without it, it starts now.
            """;

    private final EventLog log;
    private final JsonMapper json;
    private volatile boolean running;

    EventsApi(EventLog log, WireJson json) {
        this.log = log;
        this.json = json.mapper();
    }

    @GetMapping(path = "/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Read events from a cursor",
            description =
                    "A reader that goes from `next` to `next` sees every event once, in order, also those that commit late."
                            + " Needs `events:read`; narrowed to your legal entities.")
    Wire.Events page(
            Caller caller,
            @Parameter(description = "`next` of the page before; absent starts at the beginning")
                    @RequestParam(name = "after", required = false)
                    @Nullable
                    String after,
            @Parameter(description = "Types or families such as `payment.*`")
                    @RequestParam(name = "type", defaultValue = "")
                    List<String> types,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        Answers.require(caller, Capability.EVENTS_READ);
        int most = Answers.limit(limit);
        EventFilter filter = filter(types, subject);
        EventLog.Page page = Answers.page(after, cursor -> log.page(caller, filter, cursor, most));
        return new Wire.Events(page.events().stream().map(Wire.Event::of).toList(), page.next(), page.more());
    }

    /**
     * Written on the request's own (virtual) thread: nothing is buffered between the log and the reader, so a slow reader
     * slows only itself.
     */
    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(operationId = READ_ID, summary = READ, description = READ_HOW)
    void follow(
            Caller caller,
            HttpServletResponse response,
            @Parameter(description = "Where to go on")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "type", defaultValue = "") List<String> types,
            @RequestParam(name = "subject", required = false) @Nullable String subject)
            throws IOException, InterruptedException {
        Answers.require(caller, Capability.EVENTS_READ);
        EventFilter filter = filter(types, subject);
        String from = lastEventId == null ? after : lastEventId;
        try (EventLog.Following following = Answers.page(from, cursor -> log.follow(caller, filter, cursor))
                .orElseThrow(() -> new ApiProblem(ErrorCode.TOO_MANY, "As many as possible follow already"))) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            tell(following, response.getOutputStream());
        }
    }

    private void tell(EventLog.Following following, OutputStream out) throws IOException, InterruptedException {
        out.write(": following\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        int silences = 0;
        while (running) {
            EventLog.Page page = following.next(WAIT);
            for (LoggedEvent event : page.events()) {
                tell(event, out);
            }
            silences = page.events().isEmpty() ? silences + 1 : 0;
            if (silences == SILENCES_UNTIL_SIGN_OF_LIFE) {
                out.write(": here\n\n".getBytes(StandardCharsets.UTF_8));
                silences = 0;
            }
            out.flush();
        }
    }

    private void tell(LoggedEvent event, OutputStream out) throws IOException {
        String head = "id: " + event.cursor() + "\nevent: " + event.wireType() + "\ndata: ";
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(json.writeValueAsBytes(Wire.Event.of(event)));
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static EventFilter filter(List<String> types, @Nullable String subject) {
        Set<String> wanted = new LinkedHashSet<>(types);
        wanted.remove("");
        return new EventFilter(wanted, subject, Set.of());
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends the followers first, so that the web server finds nobody to wait for. */
    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
