package io.countersign.connectors.bank;

import io.countersign.connectors.bank.MtFields.Token.Field;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import io.countersign.reconciliation.StatementPart.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One message of a SWIFT file while its fields come: tells the statement as soon as its first entry is complete. */
final class MtStatement {

    private static final Pattern BALANCE =
            Pattern.compile("(?<mark>[CD])(?<date>\\d{6})(?<currency>[A-Z]{3})\\s*(?<amount>\\d[\\d.,]*)");

    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{0,18})\\s*(?:/\\s*(\\d{1,9}))?.*");
    private static final Pattern ACCOUNT_AND_CURRENCY = Pattern.compile("(.*\\d)\\s?([A-Z]{3})");

    /** The standard has no currency where a message has neither balance nor floor limit; XXX is ISO 4217 for none. */
    private static final String NO_CURRENCY = "XXX";

    private final int line;
    private final @Nullable String type;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;
    private final MtTotals totals;

    private @Nullable String reference;
    private @Nullable String account;
    private @Nullable String servicer;
    private @Nullable String currency;
    private String number = "";
    private @Nullable BigDecimal sequence;
    private @Nullable Integer page;
    private boolean interim;
    private @Nullable Instant createdAt;
    private @Nullable LocalDate reportedOn;
    private final List<Balance> opening = new ArrayList<>();
    private final List<Balance> closing = new ArrayList<>();
    private boolean opened;
    private int entries;
    private @Nullable MtEntry entry;
    private final List<Field> texts = new ArrayList<>();

    MtStatement(int line, @Nullable String type, Oddities oddities, Consumer<StatementPart> out) {
        this.line = line;
        this.type = type;
        this.oddities = oddities;
        this.out = out;
        this.totals = new MtTotals(oddities);
    }

    @Nullable
    String reference() {
        return reference;
    }

    /** {@code MT940} and the like; a message without header is known by its fields. */
    String format() {
        return type != null ? "MT" + type : interim ? "MT942" : "MT940";
    }

    void take(Field field) {
        switch (field.tag()) {
            case "20" -> reference = FixedText.orNull(field.first());
            case "21" -> {}
            case "25", "25P" -> account(field);
            case "28", "28C" -> number(field);
            case "13D", "13" -> created(field);
            case "34F" -> floor(field);
            case "60F", "60M" -> open(field);
            case "61" -> begin(field);
            case "62F", "62M", "64", "65" -> close(field);
            case "90C", "90D" -> {
                interim = interim || closing.isEmpty();
                currency = totals.told(field, currency);
            }
            case "86" -> text(field);
            default -> other(field);
        }
    }

    private void account(Field field) {
        if (account != null) {
            throw Unreadable.at(field.line(), "a message names two accounts (25)");
        }
        Matcher form = ACCOUNT_AND_CURRENCY.matcher(field.first());
        boolean both = form.matches();
        account = (both ? form.group(1) : field.first()).replace(" ", "");
        currency = both ? form.group(2) : currency;
        if (field.tag().equals("25P") && field.lines().size() > 1) {
            servicer = field.lines().get(1).strip();
        }
    }

    /** Banks that do not count their statements write zeros. */
    private void number(Field field) {
        number = MtNarrative.joined(field.lines()).strip();
        Matcher form = NUMBER.matcher(number);
        if (!form.matches()) {
            return;
        }
        String digits = form.group(1);
        sequence = digits.chars().anyMatch(c -> c != '0') ? new BigDecimal(digits) : null;
        page = form.group(2) == null ? null : Integer.valueOf(form.group(2));
    }

    private void created(Field field) {
        Matcher time = MtTotals.TIME.matcher(field.first());
        if (!time.matches()) {
            oddities.add(field.line(), "the time of a report (13) cannot be read");
            return;
        }
        reportedOn = FixedText.yearFirst(field.line(), time.group(1));
        createdAt = MtTotals.instant(field.line(), reportedOn, time);
        if (createdAt == null) {
            oddities.add(field.line(), "the time of a report (13) cannot be read");
        }
    }

    private void floor(Field field) {
        interim = true;
        currency = totals.floor(field, currency);
    }

    private void open(Field field) {
        if (!opening.isEmpty()) {
            throw Unreadable.at(field.line(), "a message has two opening balances (60)");
        }
        Balance balance = balance("OPBD", field);
        currency = balance.currency();
        opening.add(balance);
    }

    private Balance balance(String code, Field field) {
        Matcher form = BALANCE.matcher(field.first());
        if (!form.matches()) {
            throw Unreadable.at(field.line(), "a balance (%s) is not of its form".formatted(field.tag()));
        }
        return new Balance(
                code,
                FixedText.decimal(field.line(), form.group("amount")),
                form.group("currency"),
                form.group("mark").equals("C"),
                FixedText.yearFirst(field.line(), form.group("date"), oddities),
                field.tag().endsWith("M") ? "INTM" : null);
    }

    private void begin(Field field) {
        flush();
        entry = MtEntry.of(field, oddities);
    }

    private void close(Field field) {
        flush();
        boolean needed = field.tag().startsWith("62");
        if (needed && closes()) {
            throw Unreadable.at(field.line(), "a message has two closing balances (62)");
        }
        try {
            closing.add(balance(needed ? "CLBD" : field.tag().equals("64") ? "CLAV" : "FWAV", field));
        } catch (Unreadable unreadable) {
            if (needed) {
                throw unreadable;
            }
            oddities.add(field.line(), "an available balance cannot be read; kept only in the original");
        }
    }

    /** Texts behind an entry belong to it; before the first and behind the balance they are about the whole message. */
    private void text(Field field) {
        if (entry == null) {
            totals.summary(field);
            return;
        }
        if (texts.size() >= MtNarrative.MOST_TEXTS) {
            throw Unreadable.at(field.line(), "an entry (61) has more than %d texts".formatted(MtNarrative.MOST_TEXTS));
        }
        texts.add(field);
    }

    private void other(Field field) {
        if (field.tag().startsWith("NS") && entry != null) {
            text(field);
        } else {
            oddities.add(field.line(), "a field that is not one of this message; kept only in the original");
        }
    }

    private void flush() {
        MtEntry of = entry;
        if (of == null) {
            return;
        }
        entry = null;
        tellOpened();
        entries++;
        totals.add(of);
        MtNarrative narrative = MtNarrative.of(texts);
        texts.clear();
        String in = currency == null ? NO_CURRENCY : currency;
        out.accept(new StatementPart.Entry(
                entries,
                of.line(),
                of.amount(),
                in,
                of.credit(),
                of.reversal(),
                of.status(),
                of.bookedOn(),
                of.valuedOn(),
                null,
                of.bankReference(),
                of.code(narrative.business()),
                null,
                of.charges(),
                of.exchange()));
        out.accept(narrative.detail(of));
        out.accept(new StatementPart.EntryClosed(of.information()));
    }

    private void tellOpened() {
        if (opened) {
            return;
        }
        opened = true;
        if (account == null) {
            throw Unreadable.at(line, "a message names no account (25)");
        }
        if (!AccountNumber.isPossible(account)) {
            throw Unreadable.at(line, "the account of a message (25) cannot be one");
        }
        if (currency == null) {
            oddities.add(line, "the message tells no currency; its amounts have none (XXX)");
        }
        boolean report = interim || "941".equals(type) || "942".equals(type);
        out.accept(new StatementPart.Opened(
                report ? Kind.REPORT : Kind.STATEMENT,
                new StatementPart.About(format(), null, servicer, page, null, null),
                line,
                reference,
                identification(),
                account,
                currency,
                sequence,
                createdAt,
                null,
                reportedOn,
                List.copyOf(opening)));
    }

    /** The reference is the same each day at many banks; with the number it is the statement's own. */
    private String identification() {
        return reference == null ? number : number.isEmpty() ? reference : reference + " " + number;
    }

    /** Whether the closing balance was told. */
    boolean closes() {
        return closing.stream().anyMatch(b -> b.type().equals("CLBD"));
    }

    void finish(int end) {
        flush();
        tellOpened();
        if (interim || "941".equals(type)) {
            totals.prove(end, opening, closing);
        } else if (!closes()) {
            oddities.add(end, "a statement has no closing balance (62); it may be cut");
        }
        out.accept(new StatementPart.Closed(entries, List.copyOf(closing), oddities.ofStatement()));
    }
}
