package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.orNull;

import io.countersign.connectors.bank.BaiRecords.Logical;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.References;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of BAI2 (record 16).
 *
 * @param amount in the smallest unit of the account's currency, with its sign; null for code 890, which moves nothing
 */
record BaiDetail(
        int line,
        String type,
        @Nullable BigDecimal amount,
        boolean credit,
        BaiFields.Funds funds,
        @Nullable String bankReference,
        @Nullable String customerReference,
        List<String> text) {

    private static final int NO_MONEY = 890;

    /** Words with which banks begin the lines of the text. */
    private static final Pattern KEYED = Pattern.compile("([A-Z]{2,4}):\\s?(.*)");

    private static final Set<String> UNDERSTOOD =
            Set.of("EREF", "CRNM", "DBNM", "CACT", "DACT", "CBIC", "DBIC", "REMI");

    static BaiDetail of(Logical record) {
        BaiFields fields = record.fields();
        String type = fields.next();
        int number = FixedText.count(record.line(), type);
        String amount = fields.next();
        BaiFields.Funds funds = fields.funds();
        return new BaiDetail(
                record.line(),
                type,
                number == NO_MONEY || amount.isEmpty() ? null : BaiReader.whole(record.line(), amount),
                number != NO_MONEY && isCredit(record.line(), number),
                funds,
                orNull(fields.next()),
                orNull(fields.next()),
                fields.text());
    }

    /** By the ranges of the code table (BAI2, appendix A). */
    private static boolean isCredit(int line, int code) {
        if (within(code, 100, 399) || within(code, 720, 759) || within(code, 920, 959)) {
            return true;
        }
        if (within(code, 400, 699) || within(code, 760, 779) || within(code, 960, 999)) {
            return false;
        }
        throw Unreadable.at(line, "the type code of a detail (16) is neither a credit nor a debit");
    }

    private static boolean within(int code, int first, int last) {
        return code >= first && code <= last;
    }

    /** Where the detail stands, and what it moves: {@code amount} is positive. */
    record Place(int number, BigDecimal amount, String currency, boolean credit, LocalDate asOf) {}

    void tell(Place at, Consumer<StatementPart> out) {
        out.accept(new StatementPart.Entry(
                at.number(),
                line,
                at.amount(),
                at.currency(),
                at.credit(),
                false,
                "BOOK",
                at.asOf(),
                valued(at.asOf()),
                null,
                bankReference,
                BankCode.own(type, "BAI"),
                null,
                List.of(),
                null));
        Map<String, String> keyed = new HashMap<>();
        List<String> words = new ArrayList<>();
        text.forEach(t -> sort(t, keyed, words));
        out.accept(StatementPart.Detail.of(line, references(keyed), counterparty(at.credit(), keyed), words));
        out.accept(new StatementPart.EntryClosed(null));
    }

    private static void sort(String text, Map<String, String> keyed, List<String> words) {
        Matcher matcher = KEYED.matcher(text);
        if (matcher.matches() && UNDERSTOOD.contains(matcher.group(1))) {
            String value = matcher.group(2).strip();
            if (matcher.group(1).equals("REMI") || !value.equals(keyed.getOrDefault(matcher.group(1), value))) {
                words.add(value);
            } else if (!value.isEmpty()) {
                keyed.put(matcher.group(1), value);
            }
        } else {
            words.add(text);
        }
    }

    /** The customer's reference is what we gave with the order, where the text does not name it. */
    private References references(Map<String, String> keyed) {
        String endToEnd = keyed.getOrDefault("EREF", customerReference);
        return new References(null, null, customerReference, endToEnd, null, null, null, null, null, null, List.of());
    }

    private static Counterparty counterparty(boolean credit, Map<String, String> keyed) {
        String side = credit ? "D" : "C";
        return new Counterparty(
                keyed.get(side.equals("D") ? "DBNM" : "CRNM"), keyed.get(side + "ACT"), keyed.get(side + "BIC"), null);
    }

    /** Funds types 1, 2, S and D tell when money is available, not one value date. */
    private @Nullable LocalDate valued(LocalDate asOf) {
        return switch (funds.type()) {
            case "", "Z", "0" -> asOf;
            case "V" -> funds.date().isEmpty() ? null : FixedText.yearFirst(line, funds.date());
            default -> null;
        };
    }
}
