package io.countersign.console;

import io.countersign.model.Figures;
import io.countersign.model.ReasonCodes;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the console writes amounts, dates, ages and numbers; {@code #cs} in a template. It knows the reader's time zone and
 * the time of the page.
 */
public final class Words {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.US);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.US);
    private static final DateTimeFormatter LONG_DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.US);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.US);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM", Locale.US);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.US);
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss zzz", Locale.US);
    private static final DateTimeFormatter WEEKDAY_MOMENT =
            DateTimeFormatter.ofPattern("EEE d MMM HH:mm zzz", Locale.US);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.US);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.US);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.US);

    private static final Pattern WHITE = Pattern.compile("\\s+");

    private final ZoneId zone;
    private final Instant now;

    Words(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
    }

    /** {@code 1,204,332.18}, with the decimals of the currency and a true minus. */
    public String amount(BigDecimal amount, String currency) {
        return Figures.amount(amount, currency);
    }

    /** What a balance is; ISO 20022 has codes for it. */
    public String balance(String type) {
        return switch (type) {
            case "OPBD" -> "Opening";
            case "PRCD" -> "Closing of the day before";
            case "CLBD" -> "Closing";
            case "ITBD" -> "Interim";
            case "OPAV" -> "Opening, available";
            case "CLAV" -> "Closing, available";
            case "ITAV" -> "Interim, available";
            case "FWAV" -> "Available later";
            default -> "Of the bank's own kind";
        };
    }

    /** {@code EUR 1,204,332.18}, for sentences and buttons. */
    public String money(BigDecimal amount, String currency) {
        return Figures.money(amount, currency);
    }

    /** {@code Part of BILL/1: EUR 60.00 of EUR 100.00; EUR 40.00 stays open}. */
    public String part(String document, BigDecimal paid, BigDecimal total, BigDecimal open, String currency) {
        String rest = open.signum() == 0 ? "nothing" : money(open, currency);
        return "Part of %s: %s of %s; %s stays open"
                .formatted(document, money(paid.abs(), currency), money(total, currency), rest);
    }

    /** {@code of EUR 100.00; EUR 20.00 is paid, EUR 40.00 is being paid}; null of an invoice that is open as a whole. */
    public @Nullable String taken(Views.Invoice invoice) {
        if (invoice.open().compareTo(invoice.total()) >= 0) {
            return null;
        }
        List<String> taken = new ArrayList<>();
        taken(taken, invoice.total().subtract(invoice.residual()), invoice.currency(), "is paid");
        taken(taken, invoice.residual().subtract(invoice.open()), invoice.currency(), "is being paid");
        return "of " + money(invoice.total(), invoice.currency()) + "; " + String.join(", ", taken);
    }

    private void taken(List<String> taken, BigDecimal amount, String currency, String how) {
        if (amount.signum() > 0) {
            taken.add(money(amount, currency) + " " + how);
        }
    }

    public String number(long number) {
        return Figures.number(number);
    }

    /** {@code 1 payment}, {@code 42 payments}. */
    public String count(long number, String noun) {
        return number(number) + " " + (number == 1 ? noun : plural(noun));
    }

    public String date(@Nullable LocalDate date) {
        return date == null ? "—" : DATE.format(date);
    }

    public String shortDate(@Nullable LocalDate date) {
        return date == null ? "—" : SHORT.format(date);
    }

    public String day(@Nullable LocalDate date) {
        return date == null ? "—" : DAY.format(date);
    }

    public String longDay(LocalDate date) {
        return LONG_DAY.format(date);
    }

    public LocalDate today() {
        return LocalDate.ofInstant(now, zone);
    }

    public String shortToday() {
        return SHORT_DAY.format(today());
    }

    public LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    /** {@code 24 Nov 14:30}, in the reader's zone. */
    public String when(@Nullable Instant at) {
        return at == null ? "—" : MOMENT.format(at.atZone(zone));
    }

    public String exactly(@Nullable Instant at) {
        return at == null ? "—" : EXACT.format(at.atZone(zone));
    }

    /** {@code Tue 24 Nov 14:30 CET}, in the time zone it belongs to rather than the reader's. */
    public String moment(Instant at, ZoneId there) {
        return WEEKDAY_MOMENT.format(at.atZone(there));
    }

    public String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    public String seconds(Instant at) {
        return SECONDS.format(at.atZone(zone));
    }

    public String clock() {
        return CLOCK.format(now.atZone(zone));
    }

    public String zone() {
        return ZONE.format(now.atZone(zone));
    }

    /** Machine-readable, for {@code datetime}. */
    public String iso(TemporalAccessor at) {
        return at.toString();
    }

    /** {@code 3 d 2 h}, how long ago. */
    public String age(Instant since) {
        return span(Duration.between(since, now));
    }

    /** {@code 1 h 48 min}, how long still, or {@code 26 min late}. */
    public String left(Instant until) {
        Duration left = Duration.between(now, until);
        return left.isNegative() ? span(left.negated()) + " late" : span(left);
    }

    public boolean late(@Nullable Instant until) {
        return until != null && until.isBefore(now);
    }

    static String span(Duration time) {
        long minutes = Math.max(0, time.toMinutes());
        if (minutes < 1) {
            return "under 1 min";
        }
        if (minutes < 60) {
            return minutes + " min";
        }
        if (minutes < 24 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        long hours = minutes / 60;
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }

    /** {@code DE89…3000}: enough to recognise an account, too little to use it. */
    public String mask(@Nullable String number) {
        if (number == null || number.isBlank()) {
            return "—";
        }
        if (number.length() < 9) {
            return "…" + number.substring(Math.max(0, number.length() - 4));
        }
        String head = Character.isLetter(number.charAt(0)) ? number.substring(0, 4) : "acct ";
        return head + "…" + number.substring(number.length() - 4);
    }

    /** The first eight digits of a hash, in groups of four. */
    public String hashHead(String hash) {
        return groups(hash.substring(0, Math.min(8, hash.length())));
    }

    public String hashTail(String hash) {
        return groups(hash.substring(Math.min(8, hash.length())));
    }

    public String shortHash(@Nullable String hash) {
        return hash == null ? "—" : hash.substring(0, Math.min(8, hash.length()));
    }

    public Look look(PaymentState state) {
        return Look.of(state);
    }

    /** {@code vendor-editor} as people say it: {@code Vendor editor}. */
    public String phrase(@Nullable String code) {
        if (code == null || code.isBlank()) {
            return "—";
        }
        if (code.equals("API")) {
            return code;
        }
        String words = code.replace('_', ' ').replace('-', ' ');
        if (words.equals(words.toUpperCase(Locale.ROOT))) {
            words = words.toLowerCase(Locale.ROOT);
        }
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** {@code SEPA credit transfer}. */
    public String scheme(@Nullable String code) {
        return switch (code) {
            case null -> "—";
            case "SEPA_SCT" -> "SEPA credit transfer";
            case "SEPA_INST" -> "SEPA instant";
            case "CROSS_BORDER" -> "cross-border";
            default -> phrase(code).replaceFirst("^Ach\\b", "ACH");
        };
    }

    /** Why a payment is called back. */
    public String recallReason(String reason) {
        return switch (reason) {
            case "DUPL" -> "Paid twice";
            case "TECH" -> "Technical problem";
            case "FRAD" -> "Fraud";
            default -> phrase(reason);
        };
    }

    /** What two versions of an entry tell differently. */
    public String differs(String field) {
        return switch (field) {
            case "credit" -> "direction";
            case "bookedOn" -> "booking date";
            case "valuedOn" -> "value date";
            case "counterpartyAccount" -> "account of the counterparty";
            case "remittance" -> "text";
            case "endToEndId" -> "our reference";
            case "bankReference" -> "reference of the bank";
            case "code" -> "code of the bank";
            case "returnCode" -> "reason of the return";
            default -> field;
        };
    }

    /** How far a recall has got, for a number of them. */
    public String recallState(String state) {
        return switch (state) {
            case "REQUESTED" -> "Not sent yet";
            case "SENT" -> "Waiting for the bank";
            case "ACCEPTED" -> "Agreed, money to come";
            case "RETURNED" -> "Money is back";
            default -> phrase(state);
        };
    }

    /** Why a bank rejected or returned a payment; null where neither its code nor its text says it. */
    public @Nullable String because(PaymentState state, @Nullable String code, @Nullable String text) {
        ReasonCodes codes = state == PaymentState.REVERSED ? ReasonCodes.RETURN : ReasonCodes.REJECTION;
        return codes.words(code, text).orElse(null);
    }

    /** What a bank says about a payment: {@code ACSP} or, for an ACH entry, {@code R03}. */
    public @Nullable String bankStatus(String code) {
        return ReasonCodes.STATUS.words(code).orElse(null);
    }

    /** Why a bank says it, in the words of its code and its own. */
    public @Nullable String bankReason(@Nullable String code, @Nullable String text) {
        return ReasonCodes.REJECTION.words(code, text).orElse(null);
    }

    /** Why money that was called back does not come back. */
    public @Nullable String recallAnswer(@Nullable String code, @Nullable String text) {
        return ReasonCodes.RECALL_REFUSAL.words(code, text).orElse(null);
    }

    /** Why payments cannot be called back, and what to do instead. */
    public String whyNotRecalled(String why) {
        return switch (why) {
            case "NOT_LEFT" -> "still here: cancel or reject them";
            case "UNDER_WAY" -> "under way: it is not known yet whether the bank has them";
            case "ENDED" -> "have ended";
            case "CALLED_BACK" -> "are called back already";
            case "TOO_LATE" -> "too late for this reason: only the beneficiary can help";
            case "NO_MESSAGE" -> "their bank takes no recalls as a file: call it";
            default -> phrase(why);
        };
    }

    /** What was found out about a payee's name; null if nothing was. */
    public @Nullable String payee(@Nullable String verdict) {
        return switch (verdict) {
            case null -> null;
            case "MATCH" -> "name and account match";
            case "CLOSE_MATCH" -> "name nearly matches";
            case "NO_MATCH" -> "account is held under another name";
            case "NOT_POSSIBLE" -> "the creditor's bank cannot verify it";
            case "UNANSWERED" -> "nobody answered";
            case "OPTED_OUT" -> "not verified: opted out";
            case "NOT_ASKED" -> "not verified: no rule asks for it";
            default -> phrase(verdict);
        };
    }

    /** What a match goes by, a line each. */
    public List<String> evidence(String kept) {
        return Evidence.of(kept, this);
    }

    /** {@code Approver, treasurer}. */
    public String phrases(Collection<String> codes) {
        StringBuilder all = new StringBuilder();
        for (String code : codes) {
            String phrase = phrase(code);
            all.append(
                    all.isEmpty()
                            ? phrase
                            : ", " + phrase.substring(0, 1).toLowerCase(Locale.ROOT) + phrase.substring(1));
        }
        return all.toString();
    }

    /** {@code approval-matrix@3#row-2} as {@code approval-matrix v3 row 2}; several stay several. */
    public String policy(@Nullable String policy) {
        if (policy == null || policy.isBlank()) {
            return "—";
        }
        return policy.replace("@", " v").replace("#row-", " row ").replace('#', ' ');
    }

    /** The letters in the round badge beside a name. */
    public String initials(String name) {
        StringBuilder letters = new StringBuilder();
        for (String part : WHITE.split(name.strip(), -1)) {
            if (!part.isEmpty() && letters.length() < 2) {
                letters.appendCodePoint(part.codePointAt(0));
            }
        }
        return letters.toString().toUpperCase(Locale.ROOT);
    }

    public String greeting(String name) {
        int hour = now.atZone(zone).getHour();
        String part = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
        return "Good " + part + ", " + firstName(name);
    }

    private static String firstName(String name) {
        return WHITE.split(name.strip(), -1)[0];
    }

    private static String plural(String noun) {
        return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }

    private static String groups(String digits) {
        return digits.replaceAll("(.{4})(?!$)", "$1 ");
    }
}
