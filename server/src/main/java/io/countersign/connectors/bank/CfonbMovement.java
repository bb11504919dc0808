package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;
import static io.countersign.connectors.bank.FixedText.orNull;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.References;
import io.countersign.reconciliation.StatementPart.Return;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One movement of CFONB 120 (record 04) with its complements (05). */
final class CfonbMovement {

    private static final int MOST_COMPLEMENTS = 100;

    private final int line;
    private final String record;
    private final BigDecimal signed;
    private final String currency;
    private final List<String> texts = new ArrayList<>();
    private final List<String> information = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private int complements;
    private @Nullable String payer;
    private @Nullable String payee;
    private @Nullable String payerAccount;
    private @Nullable String payeeAccount;
    private @Nullable String endToEnd;
    private @Nullable String mandate;
    private @Nullable String purpose;

    CfonbMovement(int line, String record, BigDecimal signed, String currency) {
        this.line = line;
        this.record = record;
        this.signed = signed;
        this.currency = currency;
        String label = orNull(at(record, 49, 79));
        if (label != null) {
            texts.add(label);
        }
    }

    void add(int at, String qualifier, String text, Oddities oddities) {
        if (++complements > MOST_COMPLEMENTS) {
            throw Unreadable.at(at, "a movement has more than %d complements (05)".formatted(MOST_COMPLEMENTS));
        }
        switch (qualifier) {
            case "LIB", "LCC", "LC2", "LCS" -> texts.add(text);
            case "NPY", "NPO" -> payer = text;
            case "NBE", "NBU" -> payee = text;
            case "CPY" -> payerAccount = text;
            case "CBE" -> payeeAccount = text;
            case "RCN" -> {
                endToEnd = orNull(at(text, 1, 35));
                purpose = orNull(at(text, 36, 70));
            }
            case "REF" -> others.add(text);
            case "RUM" -> mandate = orNull(at(text, 1, 35));
            case "IPY", "IPO", "IBE", "IBU", "MMO", "FEE" -> information.add(qualifier + " " + text);
            default -> {
                oddities.add(at, "a complement (05) has a qualifier that is not known; kept as text");
                information.add(qualifier + " " + text);
            }
        }
    }

    void tell(int number, Consumer<StatementPart> out) {
        boolean credit = signed.signum() >= 0;
        out.accept(new StatementPart.Entry(
                number,
                line,
                signed.abs(),
                currency,
                credit,
                false,
                "BOOK",
                FixedText.dayFirst(line, at(record, 35, 40)),
                valued(),
                orNull(at(record, 82, 88)),
                null,
                BankCode.own(at(record, 33, 34), "CFONB"),
                null,
                List.of(),
                null));
        out.accept(new StatementPart.Detail(
                line,
                null,
                null,
                null,
                references(),
                counterparty(credit),
                List.copyOf(texts),
                List.of(),
                returned(),
                List.of(),
                null,
                null,
                purpose,
                information.isEmpty() ? null : String.join("\n", information)));
        out.accept(new StatementPart.EntryClosed(null));
    }

    private @Nullable LocalDate valued() {
        String date = at(record, 43, 48);
        return date.isEmpty() || date.equals("000000") ? null : FixedText.dayFirst(line, date);
    }

    private References references() {
        String own = orNull(at(record, 105, 120));
        String given = "NOTPROVIDED".equals(endToEnd) ? null : endToEnd;
        return new References(null, null, own, given, null, null, mandate, null, null, null, List.copyOf(others));
    }

    /** Who paid us, or whom we paid; some banks write the other side of a debit as the payer. */
    private Counterparty counterparty(boolean credit) {
        String name = credit ? (payer == null ? payee : payer) : (payee == null ? payer : payee);
        String account = credit ? payerAccount : payeeAccount;
        return new Counterparty(name, account == null ? null : account.replace(" ", ""), null, null);
    }

    private @Nullable Return returned() {
        String motive = orNull(at(record, 41, 42));
        return motive == null ? null : new Return("NARR", "Rejected, motive " + motive, null);
    }
}
