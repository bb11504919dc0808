package io.countersign.sandbox.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The people of the demo at their desks: what each of them may do with a run, through the public API and nothing else. */
final class Office implements AutoCloseable {

    private final Hub clerk;
    private final Hub approver;
    private final Hub secondApprover;
    private final Hub treasurer;
    private final Hub reconciler;
    private final Duration pause;
    private final Duration patience;
    private volatile boolean open = true;

    /**
     * @param pause between two looks at a run that is waited for
     * @param patience how long it is waited for at most
     */
    Office(URI hub, String password, Duration pause, Duration patience) {
        this.clerk = new Hub(hub, "jana", password);
        this.approver = new Hub(hub, "miriam", password);
        this.secondApprover = new Hub(hub, "pavel", password);
        this.treasurer = new Hub(hub, "henrik", password);
        this.reconciler = new Hub(hub, "tomas", password);
        this.pause = pause;
        this.patience = patience;
    }

    Hub clerk() {
        return clerk;
    }

    Hub reconciler() {
        return reconciler;
    }

    boolean isOpen() {
        return open;
    }

    /** The clerk makes a run of open invoices. */
    String run(String name, List<String> invoices) throws IOException, InterruptedException {
        return clerk.post(
                        "/v1/payment-runs",
                        Map.of("name", name, "requestedOn", payday().toString(), "invoices", invoices))
                .path("id")
                .asString();
    }

    /** The clerk hands in a run of instructions, one a line, as another program wrote them. */
    String handIn(String name, String kind, String lines) throws IOException, InterruptedException {
        String named = URLEncoder.encode(name, StandardCharsets.UTF_8);
        return clerk.upload("/v1/payment-runs?name=" + named + "&kind=" + kind, lines)
                .path("id")
                .asString();
    }

    /** The clerk hands a run to the approvers, once it is checked. */
    String submit(String run) throws IOException, InterruptedException {
        await(run, states -> !states.containsKey("RECEIVED"));
        if (states(run).containsKey("VALIDATED")) {
            clerk.post("/v1/payment-runs/" + run + "/submit", Map.of());
        }
        return run;
    }

    /** Both approvers sign what they may; where one is enough, the second finds nothing to sign. */
    String approved(String run) throws IOException, InterruptedException {
        await(run, states -> states.containsKey("AWAITING_APPROVAL"));
        sign(approver, run, "APPROVE");
        if (states(run).containsKey("AWAITING_APPROVAL")) {
            sign(secondApprover, run, "APPROVE");
        }
        return run;
    }

    void released(String run) throws IOException, InterruptedException {
        await(run, states -> states.containsKey("APPROVED"));
        sign(treasurer, run, "RELEASE");
    }

    /** Looks at what there is to sign, and signs exactly that. */
    private static void sign(Hub signer, String run, String step) throws IOException, InterruptedException {
        JsonNode shown = signer.get("/v1/payment-runs/" + run + "/to-sign?step=" + step);
        if (shown.path("payments").asInt() > 0) {
            String act = step.equals("APPROVE") ? "approve" : "release";
            signer.post(
                    "/v1/payment-runs/" + run + "/" + act,
                    Map.of("hash", shown.path("hash").asString()));
        }
    }

    Map<String, Integer> states(String run) throws IOException, InterruptedException {
        Map<String, Integer> states = new HashMap<>();
        for (JsonNode state : clerk.get("/v1/payment-runs/" + run).path("states")) {
            states.put(state.path("state").asString(), state.path("payments").asInt());
        }
        return states;
    }

    void await(String run, Predicate<Map<String, Integer>> ready) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (!ready.test(states(run))) {
            if (!open || Instant.now().isAfter(end)) {
                throw new IOException("run " + run + " stays at " + states(run));
            }
            Thread.sleep(pause);
        }
    }

    /** The day on which payments are ordered: of the companies that are furthest ahead, so that it is nowhere past. */
    static LocalDate payday() {
        return LocalDate.now(ZoneId.of("Europe/Berlin"));
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        open = false;
        List.of(clerk, approver, secondApprover, treasurer, reconciler).forEach(Hub::close);
    }
}
