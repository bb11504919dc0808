package io.countersign.connectors.bank;

import io.countersign.connectors.bank.MtFields.Token.Field;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a SWIFT report tells of its entries as a whole: floor limits (34F), numbers and sums (90C, 90D), and the summary that
 * a Dutch bank writes behind the balance (86 /SUM/). What does not hold is told.
 */
final class MtTotals {

    static final Pattern TIME = Pattern.compile("(\\d{6})(\\d{2})(\\d{2})(?:\\s*([+-]\\d{2})(\\d{2}))?");

    private static final Pattern TOLD = Pattern.compile("(\\d{1,5})([A-Z]{3})(\\d[\\d.,]*)");
    private static final Pattern FLOOR = Pattern.compile("([A-Z]{3})([CD]?)(\\d[\\d.,]*)");
    private static final Pattern SUMMARY = Pattern.compile("/SUM/(\\d{1,9})/(\\d{1,9})/(\\d[\\d.,]*)/(\\d[\\d.,]*)/.*");

    private final Oddities oddities;
    private final Side credits = new Side();
    private final Side debits = new Side();

    /** Of one direction: what there is, and what the bank tells. */
    private static final class Side {
        int count;
        BigDecimal sum = BigDecimal.ZERO;
        int toldAt;
        int toldCount;

        @Nullable
        BigDecimal told;

        void add(BigDecimal amount) {
            count++;
            sum = sum.add(amount);
        }
    }

    MtTotals(Oddities oddities) {
        this.oddities = oddities;
    }

    /** The moment of field 13D; without a time zone it is taken as UTC. Null where there is no such time. */
    static @Nullable Instant instant(int line, LocalDate on, Matcher time) {
        try {
            ZoneOffset zone =
                    time.group(4) == null ? ZoneOffset.UTC : ZoneOffset.of(time.group(4) + ":" + time.group(5));
            return on.atTime(LocalTime.of(Integer.parseInt(time.group(2)), Integer.parseInt(time.group(3))))
                    .toInstant(zone);
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }

    void add(MtEntry entry) {
        (entry.credit() ? credits : debits).add(entry.amount());
    }

    /** A sum with its number; answers the currency of the message. */
    @Nullable
    String told(Field field, @Nullable String currency) {
        Matcher form = TOLD.matcher(field.first());
        if (!form.matches()) {
            throw Unreadable.at(field.line(), "a sum (%s) is not of its form".formatted(field.tag()));
        }
        Side side = field.tag().equals("90C") ? credits : debits;
        side.toldAt = field.line();
        side.toldCount = FixedText.count(field.line(), form.group(1));
        side.told = FixedText.decimal(field.line(), form.group(3));
        return currency == null ? form.group(2) : currency;
    }

    /** Below the limit entries are not told; answers the currency of the message. */
    @Nullable
    String floor(Field field, @Nullable String currency) {
        Matcher form = FLOOR.matcher(field.first());
        if (!form.matches()) {
            throw Unreadable.at(field.line(), "a floor limit (34F) is not of its form");
        }
        BigDecimal limit = FixedText.decimal(field.line(), form.group(3));
        if (limit.signum() != 0) {
            oddities.add(
                    field.line(),
                    "entries below %s %s are not told by the bank (floor limit)"
                            .formatted(form.group(1), limit.toPlainString()));
        }
        return currency == null ? form.group(1) : currency;
    }

    /** A text about the whole message. */
    void summary(Field field) {
        Matcher form = SUMMARY.matcher(MtNarrative.joined(field.lines()));
        if (!form.matches()) {
            oddities.add(field.line(), "a text about the whole message (86) is kept only in the original");
            return;
        }
        int line = field.line();
        boolean holds = FixedText.count(line, form.group(1)) == debits.count
                && FixedText.count(line, form.group(2)) == credits.count
                && FixedText.decimal(line, form.group(3)).compareTo(debits.sum) == 0
                && FixedText.decimal(line, form.group(4)).compareTo(credits.sum) == 0;
        if (!holds) {
            oddities.add(line, "the bank's summary (86 /SUM/) does not agree with the entries");
        }
    }

    /** A report of balances only (MT941) tells sums without entries: then they must lead from one balance to the other. */
    void prove(int end, List<Balance> opening, List<Balance> closing) {
        if (credits.count + debits.count == 0 && !opening.isEmpty()) {
            proveBalances(end, opening.get(0), closing);
            return;
        }
        prove("credits (90C)", credits);
        prove("debits (90D)", debits);
    }

    private void proveBalances(int end, Balance opening, List<Balance> closing) {
        BigDecimal expected = opening.signed().add(orZero(credits.told)).subtract(orZero(debits.told));
        closing.stream()
                .filter(b -> b.type().equals("CLBD"))
                .filter(b -> b.signed().compareTo(expected) != 0)
                .forEach(b -> oddities.add(end, "opening balance and sums (90C, 90D) do not give the closing balance"));
    }

    private void prove(String what, Side side) {
        if (side.told == null) {
            return;
        }
        if (side.toldCount != side.count || side.told.compareTo(side.sum) != 0) {
            oddities.add(
                    side.toldAt,
                    "the bank tells %d %s, sum %s; there are %d, sum %s"
                            .formatted(
                                    side.toldCount,
                                    what,
                                    side.told.toPlainString(),
                                    side.count,
                                    side.sum.toPlainString()));
        }
    }

    private static BigDecimal orZero(@Nullable BigDecimal amount) {
        return amount == null ? BigDecimal.ZERO : amount;
    }
}
