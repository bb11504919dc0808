package io.countersign.controls.policy;

import io.countersign.controls.policy.Faults.Place;
import io.countersign.controls.policy.PolicyDocument.Cell;
import io.countersign.controls.policy.PolicyDocument.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The compiled rows of one policy version. */
sealed interface PolicyRules {

    /** The policies there are. */
    List<String> IDS = List.of(
            "approval-matrix",
            "routing",
            "checkpoints",
            "cases",
            "timing",
            "cut-offs",
            "outages",
            "payee-verification",
            "reconciliation",
            "remittance-advice",
            "recalls");

    /** Compiles a document; empty, with faults, if it is not valid. */
    static Optional<PolicyRules> compile(PolicyDocument document, Faults faults) {
        PolicyRules rules = switch (document.policy()) {
            case "approval-matrix" -> Conditional.approvals(document, faults);
            case "routing" -> Conditional.routes(document, faults);
            case "payee-verification" -> Conditional.payees(document, faults);
            case "remittance-advice" -> Conditional.advices(document, faults);
            case "checkpoints" -> Keyed.checkpoints(document, "state", RuleCells.STATES, faults);
            case "cases" -> Keyed.checkpoints(document, "case", null, faults);
            case "timing" -> Keyed.timings(document, faults);
            case "cut-offs" -> Keyed.cutOffs(document, faults);
            case "reconciliation" -> Keyed.reconciling(document, faults);
            case "outages" -> Keyed.outages(document, faults);
            case "recalls" -> Keyed.recalls(document, faults);
            default -> null;
        };
        if (rules == null) {
            faults.add(document.place(), "there is no policy \"" + document.policy() + "\"; there are " + IDS);
        }
        return faults.any() ? Optional.empty() : Optional.ofNullable(rules);
    }

    /** What a row decides. */
    sealed interface Outcome {
        record Signatures(List<String> roles) implements Outcome {}

        record Payee(
                boolean verify,
                boolean closeMatchHolds,
                Duration maxAge,
                @Nullable String optedOutBy) implements Outcome {}

        record Advice(Policies.Advising advising) implements Outcome {}

        record Route(@Nullable String connection, String scheme, List<RuleCells.Alternative> alternatives)
                implements Outcome {}
    }

    /** One row with a condition. */
    record ConditionalRow(String name, @Nullable Condition when, Outcome outcome, String text, String because) {

        static ConditionalRow of(Row row, @Nullable Condition when, Outcome outcome) {
            return new ConditionalRow(
                    row.name(),
                    when,
                    outcome,
                    row.cell("when").map(Cell::text).orElse(""),
                    row.cell("because").map(Cell::text).orElse(""));
        }

        boolean holds(Map<String, Object> payment) {
            return when == null || when.holds(payment);
        }
    }

    /** A decision and the row that made it. */
    record Decided(String row, Outcome outcome, String because) {}

    /** Rows in order; the first whose condition holds decides. */
    record Conditional(List<ConditionalRow> rows) implements PolicyRules {

        Optional<Decided> decide(Map<String, Object> payment) {
            for (ConditionalRow row : rows) {
                if (row.holds(payment)) {
                    return Optional.of(new Decided(row.name(), row.outcome(), row.because()));
                }
            }
            return Optional.empty();
        }

        private static Conditional approvals(PolicyDocument document, Faults faults) {
            Set<String> names = Set.of("when", "approvals", "because");
            List<ConditionalRow> rows = new ArrayList<>();
            List<Reach> reaches = new ArrayList<>();
            for (Row row : document.rows()) {
                row.allowOnly(names, faults);
                Condition when = condition(row, faults);
                check(row, reach(row, when), reaches, faults);
                rows.add(ConditionalRow.of(row, when, new Outcome.Signatures(RuleCells.roles(row, faults))));
            }
            if (!document.rows().isEmpty() && reaches.stream().noneMatch(Reach::isEverything)) {
                Place last = document.rows().getLast().place();
                faults.add(last, "the last row must take every payment: when: \"true\"");
            }
            return new Conditional(List.copyOf(rows));
        }

        private static Conditional routes(PolicyDocument document, Faults faults) {
            Set<String> names = Set.of("when", "scheme", "connection", "alternatives", "because");
            List<ConditionalRow> rows = new ArrayList<>();
            List<Reach> reaches = new ArrayList<>();
            for (Row row : document.rows()) {
                row.allowOnly(names, faults);
                Condition when = condition(row, faults);
                check(row, reach(row, when), reaches, faults);
                String connection = row.cell("connection").map(Cell::text).orElse(null);
                rows.add(ConditionalRow.of(
                        row,
                        when,
                        new Outcome.Route(
                                connection, RuleCells.scheme(row, faults), RuleCells.alternatives(row, faults))));
            }
            return new Conditional(List.copyOf(rows));
        }

        private static Conditional payees(PolicyDocument document, Faults faults) {
            List<ConditionalRow> rows = new ArrayList<>();
            List<Reach> reaches = new ArrayList<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("when", "verify", "closeMatch", "maxAge", "optOutBy", "because"), faults);
                Condition when = condition(row, faults);
                check(row, reach(row, when), reaches, faults);
                rows.add(ConditionalRow.of(row, when, RuleCells.payee(row, faults)));
            }
            return new Conditional(List.copyOf(rows));
        }

        private static Conditional advices(PolicyDocument document, Faults faults) {
            List<ConditionalRow> rows = new ArrayList<>();
            List<Reach> reaches = new ArrayList<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("when", "advise", "because"), faults);
                Condition when = condition(row, faults);
                check(row, reach(row, when), reaches, faults);
                rows.add(ConditionalRow.of(row, when, new Outcome.Advice(RuleCells.advising(row, faults))));
            }
            return new Conditional(List.copyOf(rows));
        }

        private static @Nullable Condition condition(Row row, Faults faults) {
            Optional<Cell> when = row.cell("when");
            if (when.isEmpty()) {
                faults.add(row.place(), "row " + row.number() + " needs a condition: when");
                return null;
            }
            return Condition.compile(when.get().text(), when.get().content(), faults)
                    .orElse(null);
        }

        /** A condition that does not compile counts as reaching nothing, so that one mistake is told once. */
        private static Optional<Reach> reach(Row row, @Nullable Condition when) {
            return row.cell("when").isEmpty() || when == null ? Optional.empty() : Optional.of(Reach.of(when));
        }

        private static void check(Row row, Optional<Reach> found, List<Reach> earlier, Faults faults) {
            Reach reach = found.orElseGet(Reach::nothing);
            for (int i = 0; i < earlier.size() && found.isPresent(); i++) {
                if (earlier.get(i).covers(reach)) {
                    boolean band = reach.isBandBeside(earlier.get(i));
                    faults.add(
                            row.place(),
                            band
                                    ? "the band of row %d does not rise above that of row %d"
                                            .formatted(row.number(), i + 1)
                                    : "row %d is never reached: row %d already decides it"
                                            .formatted(row.number(), i + 1));
                    break;
                }
            }
            earlier.add(reach);
        }
    }

    /** Rows found by a name, such as a payment state. */
    record Keyed<T>(Map<String, KeyedRow<T>> rows) implements PolicyRules {

        record KeyedRow<T>(String name, T value) {}

        @Nullable
        KeyedRow<T> row(String key) {
            return rows.get(key);
        }

        private static Keyed<RuleCells.Limit> checkpoints(
                PolicyDocument document, String key, @Nullable Set<String> known, Faults faults) {
            Map<String, KeyedRow<RuleCells.Limit>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                boolean states = known != null;
                row.allowOnly(
                        states
                                ? Set.of(key, "within", "days", "owner", "because")
                                : Set.of(key, "within", "owner", "because"),
                        faults);
                String name = key(row, key, known, rows.keySet(), faults);
                rows.put(
                        name,
                        new KeyedRow<>(
                                row.name(),
                                states ? RuleCells.checkpoint(row, name, faults) : RuleCells.limit(row, faults)));
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        private static Keyed<RuleCells.Schedule> timings(PolicyDocument document, Faults faults) {
            Map<String, KeyedRow<RuleCells.Schedule>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("process", "realTime", "schedule", "reason", "owner"), faults);
                String name = key(row, "process", null, rows.keySet(), faults);
                rows.put(name, new KeyedRow<>(row.name(), RuleCells.schedule(row, faults)));
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        private static Keyed<RuleCells.DayTime> cutOffs(PolicyDocument document, Faults faults) {
            Map<String, KeyedRow<RuleCells.DayTime>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                row.allowOnly(CUT_OFF, faults);
                String scheme = RuleCells.scheme(row, faults);
                String name = cutOffKey(
                        scheme,
                        row.cell("connection").map(Cell::text).orElse(""),
                        row.cell("currency").map(Cell::text).orElse(""));
                if (rows.put(name, new KeyedRow<>(row.name(), RuleCells.dayTime(row, faults))) != null) {
                    faults.add(row.place(), "there is a row for this scheme, connection and currency already");
                }
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        /** A cut-off is found by its scheme, and where a bank has its own by connection and currency as well. */
        static String cutOffKey(String scheme, String connection, String currency) {
            return scheme + "|" + connection + "|" + currency;
        }

        private static final Set<String> CUT_OFF = Set.of(
                "scheme", "connection", "currency", "at", "zone", "always", "calendars", "days", "owner", "because");

        private static Keyed<RuleCells.Reconciling> reconciling(PolicyDocument document, Faults faults) {
            Map<String, KeyedRow<RuleCells.Reconciling>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("item", "automatic", "limit", "percent", "within", "owner", "because"), faults);
                String name = key(row, "item", null, rows.keySet(), faults);
                rows.put(name, new KeyedRow<>(row.name(), RuleCells.reconciling(name, row, faults)));
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        private static Keyed<RuleCells.Detour> outages(PolicyDocument document, Faults faults) {
            Map<String, KeyedRow<RuleCells.Detour>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("connection", "within", "to", "owner", "because"), faults);
                String name = key(row, "connection", null, rows.keySet(), faults);
                rows.put(name, new KeyedRow<>(row.name(), RuleCells.detour(row, name, faults)));
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        private static Keyed<RuleCells.Window> recalls(PolicyDocument document, Faults faults) {
            Map<String, KeyedRow<RuleCells.Window>> rows = new HashMap<>();
            for (Row row : document.rows()) {
                row.allowOnly(Set.of("scheme", "reason", "within", "days", "source", "owner", "because"), faults);
                String name = recallKey(RuleCells.scheme(row, faults), RuleCells.recallReason(row, faults));
                if (rows.put(name, new KeyedRow<>(row.name(), RuleCells.window(row, faults))) != null) {
                    faults.add(row.place(), "there is a row for this scheme and reason already");
                }
            }
            return new Keyed<>(Map.copyOf(rows));
        }

        static String recallKey(String scheme, String reason) {
            return scheme + "|" + reason;
        }

        private static String key(
                Row row, String key, @Nullable Set<String> known, Set<String> earlier, Faults faults) {
            String name = row.required(key, faults);
            Place place = row.cell(key).map(Cell::place).orElse(row.place());
            if (known != null && !name.isEmpty() && !known.contains(name)) {
                faults.add(place, "there is no " + key + " \"" + name + "\"");
            }
            if (earlier.contains(name)) {
                faults.add(place, key + " \"" + name + "\" has a row already");
            }
            return name;
        }
    }
}
