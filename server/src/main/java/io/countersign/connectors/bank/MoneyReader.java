package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.Charge;
import io.countersign.reconciliation.StatementPart.Exchange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an entry and its transactions have in common: charges, amounts in other currencies. */
final class MoneyReader {

    private final Xml xml;
    private final @Nullable String accountCurrency;
    private final List<Charge> charges = new ArrayList<>();
    private Values.@Nullable Amount totalCharges;
    private Values.@Nullable Amount instructed;
    private Values.@Nullable Amount transaction;
    private Values.@Nullable Amount counter;
    private @Nullable BigDecimal rate;
    private @Nullable String source;
    private @Nullable String target;

    MoneyReader(Xml xml, @Nullable String accountCurrency) {
        this.xml = xml;
        this.accountCurrency = accountCurrency;
    }

    /** What the bank lists, or else its total. */
    List<Charge> charges() {
        if (charges.isEmpty() && totalCharges != null && totalCharges.value().signum() != 0) {
            return List.of(charge(totalCharges, false, null, null, null));
        }
        return List.copyOf(charges);
    }

    /** The amount in the currency of the transaction. */
    Values.@Nullable Amount transaction() {
        return transaction;
    }

    @Nullable
    Exchange exchange() {
        if (instructed == null && counter == null && rate == null) {
            return null;
        }
        return new Exchange(
                instructed == null ? null : instructed.value(),
                instructed == null ? null : instructed.currency(),
                counter == null ? null : counter.value(),
                counter == null ? null : counter.currency(),
                rate,
                source,
                target);
    }

    /** The current element is {@code AmtDtls}. */
    void readAmounts() {
        while (xml.child()) {
            switch (xml.name()) {
                case "InstdAmt" -> instructed = amountAndExchange();
                case "TxAmt" -> transaction = amountAndExchange();
                case "CntrValAmt" -> counter = amountAndExchange();
                default -> xml.skip();
            }
        }
    }

    private Values.@Nullable Amount amountAndExchange() {
        Values.Amount amount = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "Amt" -> amount = Values.amount(xml, accountCurrency);
                case "CcyXchg" -> readExchange();
                default -> xml.skip();
            }
        }
        return amount;
    }

    private void readExchange() {
        while (xml.child()) {
            switch (xml.name()) {
                case "SrcCcy" -> source = xml.textOrNull();
                case "TrgtCcy" -> target = xml.textOrNull();
                case "XchgRate" -> rate = Values.rate(xml, xml.text());
                default -> xml.skip();
            }
        }
    }

    /** The current element is {@code Chrgs}: one charge, or since version 4 a list of them. */
    void readCharges() {
        One one = new One();
        while (xml.child()) {
            switch (xml.name()) {
                case "TtlChrgsAndTaxAmt" -> totalCharges = Values.amount(xml, accountCurrency);
                case "Rcrd" -> {
                    One listed = new One();
                    while (xml.child()) {
                        listed.read();
                    }
                    listed.add();
                }
                default -> one.read();
            }
        }
        one.add();
    }

    private final class One {
        private Values.@Nullable Amount amount;
        private boolean credit;
        private @Nullable String type;
        private @Nullable String bearer;
        private @Nullable Boolean included;

        void read() {
            switch (xml.name()) {
                case "Amt" -> amount = Values.amount(xml, accountCurrency);
                case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                case "ChrgInclInd" -> included = Values.yes(xml.text());
                case "Tp" -> type = Codes.first(xml);
                case "Br" -> bearer = xml.textOrNull();
                default -> xml.skip();
            }
        }

        void add() {
            if (amount != null && amount.value().signum() != 0) {
                charges.add(charge(amount, credit, type, bearer, included));
            }
        }
    }

    private static Charge charge(
            Values.Amount amount,
            boolean credit,
            @Nullable String type,
            @Nullable String bearer,
            @Nullable Boolean included) {
        boolean back = credit != (amount.value().signum() < 0);
        return new Charge(amount.value().abs(), amount.currency(), back, type, bearer, included);
    }
}
