package io.countersign.controls.policy;

import io.countersign.controls.policy.Faults.Place;
import io.countersign.controls.policy.PolicyDocument.Cell;
import io.countersign.controls.policy.PolicyDocument.Row;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** Reads the cells of rows that are not conditions. */
final class RuleCells {

    /** The roles of humans. */
    static final Set<String> ROLES = Set.of(
            "clerk",
            "approver",
            "treasurer",
            "vendor-editor",
            "reconciliation-clerk",
            "operator",
            "auditor",
            "identity-admin",
            "policy-owner");

    /** Roles that carry {@code payments:approve}; asking another role for a signature would stop every payment. */
    static final Set<String> SIGNING = Set.of("approver");

    /** Where a payment can wait. */
    static final Set<String> STATES = Set.of(
            "RECEIVED",
            "VALIDATED",
            "AWAITING_APPROVAL",
            "APPROVED",
            "RELEASED",
            "SENDING",
            "SENT",
            "ACCEPTED",
            "SETTLED",
            "UNKNOWN",
            "HELD",
            // Not a state of a payment but of its recall: the time until the bank answers.
            "RECALL",
            // Not a state but the time after the requested date at which an unreleased payment expires.
            "EXPIRY");

    private static final List<String> BOOKED_BY_BANKS = List.of("ACCEPTED", "SETTLED");

    /** The bank profiles say which schemes there are; a payment whose profile does not offer its scheme is held. */
    private static final Pattern SCHEME = Pattern.compile("[A-Z][A-Z0-9_]{1,29}");

    private static final List<String> RECALL_REASONS = List.of("DUPL", "TECH", "FRAD");
    private static final int MOST_SIGNATURES = 5;
    private static final BigDecimal MOST_PERCENT = BigDecimal.TEN;

    /** Days; no rulebook lets anything be called back for longer than a few years. */
    private static final int LONGEST = 3_660;

    private static final Pattern ITEM = Pattern.compile("(CHARGE|ACCOUNT_FEE|FX|ROUNDING)/([A-Z]{3})");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,4})?");

    /** How long, whether in days on which banks work, and whose. */
    record Limit(Duration within, boolean banking, String owner) {}

    /** When, why and whose. */
    record Schedule(boolean realTime, @Nullable String schedule, String reason, String owner) {}

    /** Until when of a business day, and where; {@code always} for what runs at all hours. */
    record DayTime(LocalTime at, ZoneId zone, boolean always, List<String> calendars, int days, String owner) {}

    /** A route that is possible beside the one a row chooses. */
    record Alternative(@Nullable String connection, String scheme) {}

    /** What reconciliation may accept of a kind and currency, or how long it waits; exactly one of the two. */
    sealed interface Reconciling {
        record Accepts(
                String kind, String currency, BigDecimal automatic, BigDecimal limit, BigDecimal percent, String owner)
                implements Reconciling {}

        record Waits(Duration within, String owner) implements Reconciling {}
    }

    /** Where what waits goes when it has waited so long. */
    record Detour(Duration within, String to, String owner) {}

    /** How long something may be called back, and who says so. */
    record Window(Period within, boolean banking, String source, String owner) {}

    private RuleCells() {}

    static List<String> roles(Row row, Faults faults) {
        Optional<Cell> cell = row.cell("approvals");
        if (cell.isEmpty() || !cell.get().list() || cell.get().texts().isEmpty()) {
            faults.add(
                    cell.map(Cell::place).orElse(row.place()),
                    "row " + row.number() + " needs approvals: a payment never leaves without a signature");
            return List.of();
        }
        Place place = cell.get().place();
        for (String role : cell.get().texts()) {
            if (!ROLES.contains(role)) {
                faults.add(place, "there is no role \"" + role + "\"");
            } else if (!SIGNING.contains(role)) {
                faults.add(place, "the role \"" + role + "\" may not approve payments");
            }
        }
        if (cell.get().texts().size() > MOST_SIGNATURES) {
            faults.add(place, "at most " + MOST_SIGNATURES + " approvals");
        }
        return cell.get().texts();
    }

    static String scheme(Row row, Faults faults) {
        String scheme = row.required("scheme", faults);
        if (!scheme.isEmpty() && !SCHEME.matcher(scheme).matches()) {
            faults.add(row.cell("scheme").orElseThrow().place(), noScheme(scheme));
        }
        return scheme;
    }

    private static String noScheme(String name) {
        return "\"%s\" is no scheme; they are written like SEPA_SCT, as the bank profile names them".formatted(name);
    }

    static Limit limit(Row row, Faults faults) {
        return new Limit(duration(row, faults), false, owner(row, faults));
    }

    /** The time of a waiting state; what waits for a booking may be counted in days on which banks work. */
    static Limit checkpoint(Row row, String state, Faults faults) {
        Duration within = duration(row, faults);
        Optional<Cell> days = row.cell("days");
        boolean banking = days.map(Cell::text).orElse("").equals("banking");
        if (days.isPresent() && !banking) {
            faults.add(days.get().place(), "days is banking, or is not there");
        }
        if (banking && !BOOKED_BY_BANKS.contains(state)) {
            faults.add(days.get().place(), "only " + BOOKED_BY_BANKS + " are counted in banking days");
        }
        if (banking && !within.equals(Duration.ofDays(within.toDays()))) {
            faults.add(row.cell("within").orElseThrow().place(), "banking days are whole days, such as P3D");
        }
        return new Limit(within, banking, owner(row, faults));
    }

    static Schedule schedule(Row row, Faults faults) {
        boolean realTime = flag(row, "realTime", faults);
        String schedule = row.cell("schedule").map(Cell::text).orElse(null);
        if (realTime == (schedule != null)) {
            faults.add(row.place(), "a process is either realTime: true or has a schedule");
        }
        if (schedule != null && !CronExpression.isValidExpression(schedule)) {
            faults.add(
                    row.cell("schedule").orElseThrow().place(),
                    "a schedule has six fields (second minute hour day month weekday), in UTC");
        }
        return new Schedule(realTime, schedule, row.required("reason", faults), owner(row, faults));
    }

    static Reconciling reconciling(String item, Row row, Faults faults) {
        if (item.equals("STATEMENT")) {
            return new Reconciling.Waits(duration(row, faults), owner(row, faults));
        }
        Matcher parts = ITEM.matcher(item);
        if (!parts.matches()) {
            faults.add(
                    row.cell("item").map(Cell::place).orElse(row.place()),
                    "item is STATEMENT or a kind of difference and a currency, such as CHARGE/EUR");
            return new Reconciling.Waits(Duration.ofDays(1), owner(row, faults));
        }
        BigDecimal automatic = amount("automatic", row, faults);
        BigDecimal limit = amount("limit", row, faults);
        if (automatic.compareTo(limit) > 0) {
            faults.add(row.place(), "what is accepted by rule may not be more than what a person may accept");
        }
        BigDecimal percent = row.cell("percent").isPresent() ? amount("percent", row, faults) : BigDecimal.ZERO;
        if (percent.signum() != 0 && !parts.group(1).equals("FX")) {
            faults.add(
                    row.cell("percent").orElseThrow().place(), "percent is for FX only: it is of the reference rate");
        }
        if (percent.compareTo(MOST_PERCENT) > 0) {
            faults.add(row.cell("percent").orElseThrow().place(), "percent is at most " + MOST_PERCENT);
        }
        return new Reconciling.Accepts(parts.group(1), parts.group(2), automatic, limit, percent, owner(row, faults));
    }

    private static BigDecimal amount(String name, Row row, Faults faults) {
        String text = row.required(name, faults);
        if (text.isEmpty() || AMOUNT.matcher(text).matches()) {
            return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
        }
        faults.add(row.cell(name).orElseThrow().place(), name + " is an amount such as \"15.00\"");
        return BigDecimal.ZERO;
    }

    static DayTime dayTime(Row row, Faults faults) {
        boolean always = row.cell("always").map(Cell::text).orElse("false").equals("true");
        if (always && (row.cell("at").isPresent() || row.cell("zone").isPresent())) {
            faults.add(row.place(), "what runs always has no cut-off: neither at nor zone");
        }
        LocalTime at = LocalTime.MAX;
        ZoneId zone = ZoneOffset.UTC;
        String time = always ? "" : row.required("at", faults);
        String place = always ? "" : row.required("zone", faults);
        try {
            at = time.isEmpty() ? at : LocalTime.parse(time);
        } catch (DateTimeException notATime) {
            faults.add(row.cell("at").orElseThrow().place(), "at is a time of day such as \"14:30\"");
        }
        try {
            zone = place.isEmpty() ? zone : ZoneId.of(place);
        } catch (DateTimeException notAZone) {
            faults.add(row.cell("zone").orElseThrow().place(), "there is no time zone \"" + place + "\"");
        }
        List<String> calendars = row.cell("calendars").map(Cell::texts).orElse(List.of());
        return new DayTime(at, zone, always, calendars, days(row, faults), owner(row, faults));
    }

    /** A row about payees; one that opts out says who decided it and why. */
    static PolicyRules.Outcome.Payee payee(Row row, Faults faults) {
        boolean verify = flag(row, "verify", faults);
        String close = row.cell("closeMatch").map(Cell::text).orElse("HOLD");
        if (!close.equals("HOLD") && !close.equals("WARN")) {
            faults.add(row.cell("closeMatch").orElseThrow().place(), "closeMatch is HOLD or WARN");
        }
        String optedOutBy = row.cell("optOutBy").map(Cell::text).orElse(null);
        if (optedOutBy != null && verify) {
            faults.add(row.place(), "a row that opts out has verify: false");
        }
        if (!verify) {
            row.required("because", faults);
        }
        Duration age = row.cell("maxAge").isPresent() ? duration(row, "maxAge", faults) : Duration.ofDays(1);
        return new PolicyRules.Outcome.Payee(verify, close.equals("HOLD"), age, optedOutBy);
    }

    static Policies.Advising advising(Row row, Faults faults) {
        String text = row.required("advise", faults);
        for (Policies.Advising advising : Policies.Advising.values()) {
            if (advising.name().equals(text)) {
                return advising;
            }
        }
        if (!text.isEmpty()) {
            faults.add(row.cell("advise").orElseThrow().place(), "advise is NEVER, WHEN_NEEDED or ALWAYS");
        }
        return Policies.Advising.NEVER;
    }

    /** Business days from the execution to the creditor's account. */
    private static int days(Row row, Faults faults) {
        Optional<Cell> cell = row.cell("days");
        if (cell.isEmpty()) {
            return 0;
        }
        String text = cell.get().text();
        if (!text.matches("[0-9]")) {
            faults.add(cell.get().place(), "days is a number of business days from 0 to 9");
            return 0;
        }
        return Integer.parseInt(text);
    }

    /** Other schemes the payments of a row may take: {@code SEPA_INST}, or {@code SEPA_INST via otherbank}. */
    static List<Alternative> alternatives(Row row, Faults faults) {
        List<Alternative> alternatives = new ArrayList<>();
        for (String text : row.cell("alternatives").map(Cell::texts).orElse(List.of())) {
            String[] parts = text.strip().split(" via ", 2);
            String scheme = parts[0].strip();
            if (!SCHEME.matcher(scheme).matches()) {
                faults.add(row.cell("alternatives").orElseThrow().place(), noScheme(scheme));
            }
            alternatives.add(new Alternative(parts.length == 2 ? parts[1].strip() : null, scheme));
        }
        return List.copyOf(alternatives);
    }

    static Detour detour(Row row, String from, Faults faults) {
        String to = row.required("to", faults);
        if (!to.isEmpty() && to.equals(from)) {
            faults.add(row.cell("to").orElseThrow().place(), "a detour leads to another connection");
        }
        return new Detour(duration(row, faults), to, owner(row, faults));
    }

    static String recallReason(Row row, Faults faults) {
        String reason = row.required("reason", faults);
        if (!reason.isEmpty() && !RECALL_REASONS.contains(reason)) {
            faults.add(row.cell("reason").orElseThrow().place(), "a payment is called back for " + RECALL_REASONS);
        }
        return reason;
    }

    static Window window(Row row, Faults faults) {
        String days = row.required("days", faults);
        if (!days.isEmpty() && !days.equals("banking") && !days.equals("calendar")) {
            faults.add(row.cell("days").orElseThrow().place(), "days are banking or calendar days");
        }
        boolean banking = days.equals("banking");
        Period within = period(row, faults);
        if (banking && within.toTotalMonths() > 0) {
            faults.add(row.cell("within").orElseThrow().place(), "banking days are counted in days, such as P10D");
        }
        return new Window(within, banking, row.required("source", faults), owner(row, faults));
    }

    private static Period period(Row row, Faults faults) {
        String text = row.required("within", faults);
        try {
            Period within = text.isEmpty() ? Period.ofDays(1) : Period.parse(text);
            long days = within.toTotalMonths() * 31 + within.get(ChronoUnit.DAYS);
            if (!within.isNegative() && !within.isZero() && days <= LONGEST) {
                return within;
            }
        } catch (DateTimeException notAPeriod) {
            // told below
        }
        faults.add(row.cell("within").map(Cell::place).orElse(row.place()), "within is a period such as P10D or P13M");
        return Period.ofDays(1);
    }

    private static boolean flag(Row row, String name, Faults faults) {
        String text = row.required(name, faults);
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            faults.add(row.cell(name).orElseThrow().place(), name + " is true or false");
        }
        return text.equals("true");
    }

    private static String owner(Row row, Faults faults) {
        String owner = row.required("owner", faults);
        if (!owner.isEmpty() && !ROLES.contains(owner)) {
            faults.add(row.cell("owner").orElseThrow().place(), "there is no role \"" + owner + "\"");
        }
        return owner;
    }

    private static Duration duration(Row row, Faults faults) {
        return duration(row, "within", faults);
    }

    private static Duration duration(Row row, String name, Faults faults) {
        String text = row.required(name, faults);
        try {
            Duration within = text.isEmpty() ? Duration.ofSeconds(1) : Duration.parse(text);
            if (within.isPositive()) {
                return within;
            }
        } catch (DateTimeException notADuration) {
            // told below
        }
        faults.add(row.cell(name).map(Cell::place).orElse(row.place()), name + " is a time such as PT30M or P2D");
        return Duration.ofSeconds(1);
    }
}
