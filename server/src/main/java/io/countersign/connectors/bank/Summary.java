package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a statement's {@code TxsSummry} announces with what it lists. Banks count what is booked, or everything;
 * either will do.
 */
final class Summary {

    private final Xml xml;
    private final Total all = new Total("entries");
    private final Total credits = new Total("credits");
    private final Total debits = new Total("debits");

    /** What is announced and what is found, all of it and of what is booked. */
    private static final class Total {
        private final String name;
        private @Nullable BigDecimal number;
        private @Nullable BigDecimal sum;
        private int found;
        private int booked;
        private BigDecimal foundSum = BigDecimal.ZERO;
        private BigDecimal bookedSum = BigDecimal.ZERO;

        Total(String name) {
            this.name = name;
        }

        void add(StatementPart.Entry entry) {
            found++;
            foundSum = foundSum.add(entry.amount());
            if (entry.booked()) {
                booked++;
                bookedSum = bookedSum.add(entry.amount());
            }
        }

        void compare(Xml xml) {
            if (number != null && differs(number, BigDecimal.valueOf(found), BigDecimal.valueOf(booked))) {
                xml.warn("the summary announces %s %s, there are %d".formatted(number.toPlainString(), name, found));
            }
            if (sum != null && differs(sum, foundSum, bookedSum)) {
                xml.warn("the summary announces %s of %s, they sum up to %s"
                        .formatted(sum.toPlainString(), name, foundSum.toPlainString()));
            }
        }

        private static boolean differs(BigDecimal announced, BigDecimal one, BigDecimal other) {
            return announced.compareTo(one) != 0 && announced.compareTo(other) != 0;
        }
    }

    Summary(Xml xml) {
        this.xml = xml;
    }

    /** The current element is {@code TxsSummry}. */
    void read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "TtlNtries" -> read(all);
                case "TtlCdtNtries" -> read(credits);
                case "TtlDbtNtries" -> read(debits);
                default -> xml.skip();
            }
        }
    }

    private void read(Total total) {
        while (xml.child()) {
            switch (xml.name()) {
                case "NbOfNtries" -> total.number = Values.rate(xml, xml.text());
                case "Sum" -> total.sum = Values.rate(xml, xml.text());
                default -> xml.skip();
            }
        }
    }

    void add(StatementPart.Entry entry) {
        all.add(entry);
        (entry.credit() ? credits : debits).add(entry);
    }

    void compare() {
        all.compare(xml);
        credits.compare(xml);
        debits.compare(xml);
    }
}
