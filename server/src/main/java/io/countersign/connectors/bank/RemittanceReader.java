package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.Structured;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code RmtInf}: every line of text, every structured reference with the documents it pays. */
final class RemittanceReader {

    private final Xml xml;
    private final @Nullable String accountCurrency;
    private final List<String> text = new ArrayList<>();
    private final List<Structured> structured = new ArrayList<>();

    RemittanceReader(Xml xml, @Nullable String accountCurrency) {
        this.xml = xml;
        this.accountCurrency = accountCurrency;
    }

    List<String> text() {
        return List.copyOf(text);
    }

    List<Structured> structured() {
        return List.copyOf(structured);
    }

    /** The current element is {@code RmtInf}. */
    void read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Ustrd" -> add(text, xml.longText());
                case "Strd" -> structured.add(new One().read());
                default -> xml.skip();
            }
        }
    }

    private static void add(List<String> to, String line) {
        if (!line.isEmpty()) {
            to.add(line);
        }
    }

    private final class One {
        private @Nullable String reference;
        private @Nullable String type;
        private final List<String> documents = new ArrayList<>();
        private Values.@Nullable Amount amount;
        private final List<String> texts = new ArrayList<>();

        Structured read() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "CdtrRefInf" -> reference();
                    case "RfrdDocInf" -> document();
                    case "RfrdDocAmt" -> amounts();
                    case "AddtlRmtInf" -> add(texts, xml.longText());
                    default -> xml.skip();
                }
            }
            return new Structured(
                    reference,
                    type,
                    List.copyOf(documents),
                    amount == null ? null : amount.value(),
                    amount == null ? null : amount.currency(),
                    List.copyOf(texts));
        }

        private void reference() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "Ref", "CdtrRef" -> reference = xml.textOrNull();
                    case "Tp", "CdtrRefTp" -> type = Codes.first(xml);
                    default -> xml.skip();
                }
            }
        }

        private void document() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "Nb", "RfrdDocNb" -> add(documents, xml.text());
                    default -> xml.skip();
                }
            }
        }

        private void amounts() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "RmtdAmt" -> amount = Values.amount(xml, accountCurrency);
                    case "DuePyblAmt" ->
                        amount = amount == null ? Values.amount(xml, accountCurrency) : skipped(amount);
                    default -> xml.skip();
                }
            }
        }

        private Values.Amount skipped(Values.Amount known) {
            xml.skip();
            return known;
        }
    }
}
