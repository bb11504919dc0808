package io.countersign.connectors.bank;

import io.countersign.connectors.bank.BaiRecords.Logical;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One account of BAI2: its balances and totals (03), its details (16), and the proof of both (49). */
final class BaiAccount {

    private static final String TOTAL_CREDITS = "100";
    private static final String TOTAL_DEBITS = "400";
    private static final int FIRST_TOTAL = 100;

    private final BaiGroup group;
    private final @Nullable String messageId;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;

    private String currency;
    private BigDecimal control = BigDecimal.ZERO;
    private int lines;
    private int entries;
    private BigDecimal credits = BigDecimal.ZERO;
    private BigDecimal debits = BigDecimal.ZERO;
    private @Nullable BigDecimal toldCredits;
    private @Nullable BigDecimal toldDebits;

    BaiAccount(BaiGroup group, @Nullable String messageId, Oddities oddities, Consumer<StatementPart> out) {
        this.group = group;
        this.messageId = messageId;
        this.oddities = oddities;
        this.out = out;
        this.currency = group.currency();
    }

    void open(Logical record) {
        lines = record.physicalLines();
        BaiFields fields = record.fields();
        String number = fields.next().replace(" ", "");
        if (number.isEmpty()) {
            throw Unreadable.at(record.line(), "an account (03) has no number");
        }
        if (!AccountNumber.isPossible(number)) {
            throw Unreadable.at(record.line(), "the number of an account (03) cannot be one");
        }
        String own = fields.next();
        currency = own.isEmpty() ? group.currency() : FixedText.currency(record.line(), own);
        List<Balance> balances = new ArrayList<>();
        while (fields.hasNext()) {
            String type = fields.next();
            if (!type.isEmpty()) {
                status(type, fields, balances);
            }
        }
        out.accept(new StatementPart.Opened(
                group.kind(),
                new StatementPart.About(BaiFormat.NAME, null, group.originator(), null, null, null),
                record.line(),
                messageId,
                String.valueOf(group.asOf()),
                number,
                currency,
                null,
                null,
                group.asOf(),
                group.asOf(),
                List.copyOf(balances)));
    }

    /** One status or total: its type, its amount, how many items it stands for, and its funds type. */
    private void status(String type, BaiFields fields, List<Balance> balances) {
        String text = fields.next();
        fields.next();
        fields.funds();
        if (text.isEmpty()) {
            return;
        }
        BigDecimal whole = BaiReader.whole(fields.line(), text);
        control = control.add(whole);
        BigDecimal amount = scaled(whole);
        if (type.equals(TOTAL_CREDITS)) {
            toldCredits = amount;
        } else if (type.equals(TOTAL_DEBITS)) {
            toldDebits = amount;
        }
        if (FixedText.count(fields.line(), type) < FIRST_TOTAL) {
            balances.add(new Balance(balanceType(type), amount.abs(), currency, amount.signum() >= 0, group.asOf()));
        }
    }

    private static String balanceType(String type) {
        return switch (type) {
            case "010" -> "OPBD";
            case "015" -> "CLBD";
            case "030" -> "ITBD";
            case "040" -> "OPAV";
            case "045" -> "CLAV";
            case "060" -> "ITAV";
            default -> type;
        };
    }

    private BigDecimal scaled(BigDecimal whole) {
        return whole.movePointLeft(FixedText.decimals(currency));
    }

    void detail(Logical record) {
        lines += record.physicalLines();
        BaiDetail detail = BaiDetail.of(record);
        if (detail.amount() == null) {
            oddities.add(record.line(), "a detail (16) without amount is kept only in the original");
            return;
        }
        control = control.add(detail.amount());
        BigDecimal amount = scaled(detail.amount());
        entries++;
        boolean credit = detail.credit() == (amount.signum() >= 0);
        if (amount.signum() < 0) {
            oddities.add(record.line(), "a detail (16) has a negative amount; taken as the other direction");
        }
        credits = credit ? credits.add(amount.abs()) : credits;
        debits = credit ? debits : debits.add(amount.abs());
        detail.tell(new BaiDetail.Place(entries, amount.abs(), currency, credit, group.asOf()), out);
    }

    /** Answers the account's control total, which its group adds up. */
    BigDecimal close(Logical record) {
        lines += record.physicalLines();
        BaiFields fields = record.fields();
        BaiReader.proveTotal(record.line(), "account (49)", control, fields.next());
        BaiReader.proveCount(record.line(), "account (49)", "lines", lines, fields.next());
        if (entries > 0) {
            prove(record.line(), "credits (100)", credits, toldCredits);
            prove(record.line(), "debits (400)", debits, toldDebits);
        }
        out.accept(new StatementPart.Closed(entries, List.of(), oddities.ofStatement()));
        return control;
    }

    private void prove(int line, String what, BigDecimal summed, @Nullable BigDecimal told) {
        if (told != null && told.compareTo(summed) != 0) {
            oddities.add(
                    line,
                    "the total of %s differs from the sum of the details by %s"
                            .formatted(what, told.subtract(summed).toPlainString()));
        }
    }
}
