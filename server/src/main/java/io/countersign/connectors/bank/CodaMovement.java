package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;
import static io.countersign.connectors.bank.FixedText.orNull;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.References;
import io.countersign.reconciliation.StatementPart.Return;
import io.countersign.reconciliation.StatementPart.Structured;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One movement of CODA with its continuations, details and information. */
final class CodaMovement {

    private static final int MOST_RECORDS = 1_000;

    private final Part whole;
    private final String currency;
    private final Consumer<StatementPart> out;
    /** What further records belong to; a globalised movement may have a detail for each payment, so each is told at once. */
    private Part last;

    private int records;

    CodaMovement(Part whole, String currency, int number, Consumer<StatementPart> out) {
        this.whole = whole;
        this.last = whole;
        this.currency = currency;
        this.out = out;
        tellEntry(number);
    }

    /** The movement itself, or one of its details. */
    static final class Part {
        final int line;
        final String record;
        final BigDecimal amount;
        final boolean credit;
        final StringBuilder communication = new StringBuilder();
        final List<String> information = new ArrayList<>();

        @Nullable
        String reference;

        @Nullable
        String bic;

        @Nullable
        String account;

        @Nullable
        String name;

        @Nullable
        String returnCode;

        @Nullable
        String purpose;

        Part(int line, String record, BigDecimal amount, boolean credit) {
            this.line = line;
            this.record = record;
            this.amount = amount;
            this.credit = credit;
            communication.append(padded(record, 63, 115));
        }

        boolean structured() {
            return at(record, 62, 62).equals("1");
        }
    }

    private static String padded(String line, int from, int to) {
        String text = FixedText.filled(line, from, to);
        return text + " ".repeat(to - from + 1 - text.length());
    }

    void mayGrow(int line) {
        if (++records > MOST_RECORDS) {
            throw Unreadable.at(line, "a movement has more than %,d further records".formatted(MOST_RECORDS));
        }
    }

    /** A record 2.2 or 2.3. */
    void add(String line) {
        Part part = last;
        if (at(line, 2, 2).equals("2")) {
            part.communication.append(padded(line, 11, 63));
            part.reference = orNull(at(line, 64, 98));
            part.bic = orNull(at(line, 99, 109));
            part.returnCode = orNull(at(line, 114, 117));
            part.purpose = orNull(at(line, 122, 125));
        } else {
            part.account =
                    orNull(at(line, 11, 47).replaceAll("\\s+[A-Z]{3}$", "").replace(" ", ""));
            part.name = orNull(at(line, 48, 82));
            part.communication.append(padded(line, 83, 125));
        }
    }

    void detail(Part next) {
        if (last != whole) {
            tell(last, false);
        }
        last = next;
        records = 0;
    }

    /** A record 3.1 to 3.3. Structured information begins with its type, of which 001 is the name of the other side. */
    void information(String line) {
        String text = switch (at(line, 2, 2)) {
            case "1" -> at(line, 41, 113);
            case "2" -> at(line, 11, 115);
            default -> at(line, 11, 100);
        };
        boolean typed = at(line, 2, 2).equals("1") && at(line, 40, 40).equals("1") && text.length() >= 3;
        String plain = typed ? text.substring(3).strip() : text;
        if (typed && text.startsWith("001") && last.name == null) {
            last.name = orNull(plain);
        }
        if (!plain.isEmpty()) {
            last.information.add(plain);
        }
    }

    private void tellEntry(int number) {
        out.accept(new StatementPart.Entry(
                number,
                whole.line,
                whole.amount,
                currency,
                whole.credit,
                false,
                "BOOK",
                entryDate(),
                valueDate(),
                null,
                orNull(at(whole.record, 11, 31)),
                BankCode.own(at(whole.record, 54, 61), "Febelfin"),
                "12".contains(at(whole.record, 54, 54)) ? new StatementPart.Batch(null, null, null) : null,
                List.of(),
                null));
    }

    /** There is no more of this movement. */
    void end() {
        tell(last, last == whole);
        out.accept(new StatementPart.EntryClosed(last == whole ? null : said(whole)));
    }

    private LocalDate entryDate() {
        return FixedText.dayFirst(whole.line, at(whole.record, 116, 121));
    }

    private @Nullable LocalDate valueDate() {
        String date = at(whole.record, 48, 53);
        return date.isEmpty() || date.equals("000000") ? null : FixedText.dayFirst(whole.line, date);
    }

    private static @Nullable String said(Part part) {
        String text = part.communication.toString().replaceAll("\\s+", " ").strip();
        List<String> said = new ArrayList<>();
        if (!text.isEmpty()) {
            said.add(text);
        }
        said.addAll(part.information);
        return said.isEmpty() ? null : String.join("\n", said);
    }

    private void tell(Part part, boolean only) {
        CodaCommunication says = CodaCommunication.of(part.structured(), part.communication.toString());
        String bankReference = orNull(at(part.record, 11, 31));
        References references = new References(
                null,
                null,
                null,
                "NOTPROVIDED".equals(part.reference) ? null : part.reference,
                null,
                null,
                says.mandate(),
                null,
                only ? null : bankReference,
                null,
                List.of());
        List<Structured> structured =
                says.reference() == null ? List.of() : List.of(Structured.of(says.reference(), says.type()));
        out.accept(new StatementPart.Detail(
                part.line,
                only ? null : part.amount,
                only ? null : currency,
                only ? null : part.credit,
                references,
                new Counterparty(part.name, part.account, part.bic, null),
                says.text() == null ? List.of() : List.of(says.text()),
                structured,
                part.returnCode == null ? null : new Return(part.returnCode, null, null),
                List.of(),
                null,
                only ? null : BankCode.own(at(part.record, 54, 61), "Febelfin"),
                part.purpose,
                part.information.isEmpty() ? null : String.join("\n", part.information)));
    }
}
