package io.countersign.console;

import io.countersign.payments.PaymentState;
import io.countersign.payments.Views;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells the life of a payment from its events: what happened, by whom, and why. */
final class Story {

    /** One line; {@code boxed} for what stopped the payment. */
    public record Line(
            Look look, String title, List<String> details, boolean boxed, java.time.Instant at, String time) {}

    /** The lines of one day. */
    public record Day(LocalDate date, List<Line> lines) {}

    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("received", "RECEIVED"),
            Map.entry("validated", "VALIDATED"),
            Map.entry("submitted", "AWAITING_APPROVAL"),
            Map.entry("approval-given", "APPROVED"),
            Map.entry("approved", "APPROVED"),
            Map.entry("released", "RELEASED"),
            Map.entry("sending", "SENDING"),
            Map.entry("sent", "SENT"),
            Map.entry("unknown", "UNKNOWN"),
            Map.entry("accepted", "ACCEPTED"),
            Map.entry("settled", "SETTLED"),
            Map.entry("reconciled", "RECONCILED"),
            Map.entry("held", "HELD"),
            Map.entry("rejected", "REJECTED"),
            Map.entry("cancelled", "CANCELLED"),
            Map.entry("expired", "EXPIRED"),
            Map.entry("reversed", "REVERSED"));

    private final Words words;
    private final JsonMapper json;

    Story(Words words, JsonMapper json) {
        this.words = words;
        this.json = json;
    }

    List<Day> days(List<Views.TimelineEntry> entries) {
        List<Day> days = new ArrayList<>();
        for (Views.TimelineEntry entry : entries) {
            LocalDate date = words.dayOf(entry.at());
            if (days.isEmpty() || !days.getLast().date().equals(date)) {
                days.add(new Day(date, new ArrayList<>()));
            }
            days.getLast().lines().add(line(entry));
        }
        return days;
    }

    private Line line(Views.TimelineEntry entry) {
        String what = entry.type().startsWith("recall.") || entry.type().startsWith("remittance-advice.")
                ? entry.type().replace('.', '-')
                : entry.type().substring(entry.type().lastIndexOf('.') + 1);
        String state = STATES.get(what);
        Look look = state == null ? other(what) : Look.of(PaymentState.valueOf(state));
        boolean boxed = switch (look.glyph()) {
            case "held", "unknown", "rejected", "reversed", "warn" -> true;
            default -> false;
        };
        return new Line(
                look,
                title(entry, what, look),
                details(entry, json.readTree(entry.data())),
                boxed,
                entry.at(),
                words.seconds(entry.at()));
    }

    private static Look other(String what) {
        return switch (what) {
            case "hold-lifted" -> new Look("tick", "Hold lifted", "done");
            case "returned" -> new Look("reversed", "Returned to the clerk", "wait");
            case "resend-ordered" -> new Look("sending", "Re-send ordered", "motion");
            case "overdue" -> new Look("warn", "Later than the policy allows", "wait");
            case "amended" -> new Look("look", "Changed; earlier signatures are void", "wait");
            case "rerouted" -> new Look("sending", "Sent over another connection", "wait");
            case "override-proposed" -> new Look("pen", "Override proposed", "unknown");
            case "recall-requested" -> new Look("reversed", "Called back", "wait");
            case "recall-sent" -> new Look("sending", "Recall is with the bank", "motion");
            case "recall-answered" -> new Look("look", "Recall not decided yet", "wait");
            case "recall-accepted" -> new Look("tick", "Recall agreed; the money is still to come", "wait");
            case "recall-refused" -> new Look("rejected", "Recall refused", "stop");
            case "recall-returned" -> new Look("tick", "Recalled money is back", "done");
            case "remittance-advice-made" -> new Look("dot", "Remittance advice written", "quiet");
            case "remittance-advice-sent" -> new Look("tick", "Remittance advice sent to the payee", "done");
            case "remittance-advice-failed" -> new Look("warn", "Remittance advice not sent", "wait");
            case "remittance-advice-ordered" -> new Look("sending", "Remittance advice ordered again", "motion");
            default -> new Look("dot", what.replace('-', ' '), "quiet");
        };
    }

    private String title(Views.TimelineEntry entry, String what, Look look) {
        boolean person = !entry.actorKind().equals("SYSTEM");
        String by = person ? " by " + entry.actorName() : "";
        return switch (what) {
            case "submitted" -> "Awaiting approval" + (person ? ", asked for" + by : "");
            case "approval-given" -> "One approval given" + by;
            case "recall-requested",
                    "remittance-advice-ordered",
                    "received",
                    "approved",
                    "released",
                    "cancelled",
                    "hold-lifted",
                    "returned",
                    "resend-ordered",
                    "rejected" -> words.phrase(look.word()) + by;
            default -> words.phrase(look.word());
        };
    }

    private List<String> details(Views.TimelineEntry entry, JsonNode data) {
        List<String> details = new ArrayList<>();
        if (entry.why() != null && !entry.why().isBlank()) {
            details.add(reason(entry.why()));
        }
        if (entry.policy() != null && !entry.policy().isBlank()) {
            details.add("Policy " + words.policy(entry.policy()));
        }
        add(details, "As ", role(data));
        add(details, "Payee: ", words.payee(text(data, "payee")));
        add(details, "Approval hash ", hash(data));
        add(details, "Message id ", text(data, "messageId"));
        add(details, "", text(data, "reasonText"));
        add(details, "Code ", text(data, "reasonCode"));
        add(details, "Entry ", text(data, "entry"));
        add(details, "Bank reference ", text(data, "bankReference"));
        return details;
    }

    /** What a person wrote, as it is; what holds a payment is a code, and told in words. */
    private String reason(String why) {
        return why.matches("[A-Z]{5,}(_[A-Z]+)*")
                ? words.phrase(why)
                : why.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + why.substring(1);
    }

    private @Nullable String role(JsonNode data) {
        String role = text(data, "role");
        return role == null ? null : words.phrase(role).toLowerCase(java.util.Locale.ROOT);
    }

    private @Nullable String hash(JsonNode data) {
        String hash = text(data, "contentHash");
        return hash == null ? null : words.shortHash(hash);
    }

    private static void add(List<String> details, String label, @Nullable String value) {
        if (value != null && details.stream().noneMatch(detail -> detail.contains(value))) {
            details.add(label + value);
        }
    }

    private static @Nullable String text(JsonNode data, String name) {
        JsonNode value = data.get(name);
        return value == null || value.isNull() || value.asString().isBlank() ? null : value.asString();
    }
}
