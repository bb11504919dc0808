package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import io.countersign.reconciliation.StatementPart.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads camt.052, camt.053 and camt.054, any version, and hands on one part at a time. */
final class StatementReader {

    private final Xml xml;
    private final Kind kind;
    private final Consumer<StatementPart> out;
    private @Nullable String messageId;

    private StatementReader(BankMessage message, Consumer<StatementPart> out) {
        this.xml = message.xml();
        this.out = out;
        this.kind = switch (message.kind()) {
            case REPORT -> Kind.REPORT;
            case STATEMENT -> Kind.STATEMENT;
            case NOTIFICATION -> Kind.NOTIFICATION;
            case PAYMENT_STATUS -> throw new IllegalArgumentException("A payment status is not a statement");
        };
    }

    /** Reads the whole file; answers the bank's message id. */
    static @Nullable String read(BankMessage message, Consumer<StatementPart> out) {
        return new StatementReader(message, out).document();
    }

    private @Nullable String document() {
        boolean any = false;
        while (xml.child()) {
            switch (xml.name()) {
                case "GrpHdr" -> header();
                case "Stmt", "Rpt", "Ntfctn" -> {
                    new OneStatement().read();
                    any = true;
                }
                default -> xml.skip();
            }
        }
        xml.finish();
        if (!any) {
            throw Unreadable.file("the message holds no statement");
        }
        return messageId;
    }

    private void header() {
        while (xml.child()) {
            if (xml.name().equals("MsgId")) {
                messageId = xml.textOrNull();
            } else {
                xml.skip();
            }
        }
    }

    /** One {@code Stmt}, {@code Rpt} or {@code Ntfctn}. */
    private final class OneStatement {
        private @Nullable String id;
        private @Nullable BigDecimal sequence;
        private @Nullable Instant createdAt;
        private @Nullable LocalDate from;
        private @Nullable LocalDate to;
        private @Nullable String account;
        private @Nullable String currency;
        private final List<Balance> balances = new ArrayList<>();
        private boolean opened;
        private int entries;

        void read() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "Id" -> id = xml.textOrNull();
                    case "ElctrncSeqNb", "LglSeqNb" -> sequence(xml.text());
                    case "CreDtTm" -> createdAt = Values.time(xml, xml.text());
                    case "FrToDt" -> period();
                    case "Acct" -> account();
                    case "Bal" -> balance();
                    case "Ntry" -> {
                        open();
                        new EntryReader(xml, currency, ++entries, out).read();
                    }
                    default -> xml.skip();
                }
            }
            open();
            out.accept(new StatementPart.Closed(entries));
        }

        private void sequence(String text) {
            if (sequence == null && text.matches("\\d{1,18}")) {
                sequence = new BigDecimal(text);
            }
        }

        private void period() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "FrDtTm", "FrDt" -> from = Values.date(xml, xml.text());
                    case "ToDtTm", "ToDt" -> to = Values.date(xml, xml.text());
                    default -> xml.skip();
                }
            }
        }

        private void account() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "Id" -> account = AccountNumber.read(xml);
                    case "Ccy" -> currency = xml.textOrNull();
                    default -> xml.skip();
                }
            }
        }

        private void balance() {
            String type = "";
            Values.Amount amount = null;
            Boolean credit = null;
            LocalDate on = null;
            while (xml.child()) {
                switch (xml.name()) {
                    case "Tp" -> type = Objects.requireNonNullElse(Codes.first(xml), "");
                    case "Amt" -> amount = Values.amount(xml, currency);
                    case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                    case "Dt" -> on = Codes.date(xml);
                    default -> xml.skip();
                }
            }
            if (amount == null) {
                throw xml.fault("a balance has no amount");
            }
            if (credit == null) {
                xml.warn("a balance has no credit or debit indicator; its sign decides");
                credit = amount.value().signum() >= 0;
            }
            balances.add(new Balance(type, amount.value().abs(), amount.currency(), credit, on));
        }

        private void open() {
            if (opened) {
                return;
            }
            opened = true;
            if (account == null) {
                throw xml.fault("a statement names no account");
            }
            if (id == null) {
                xml.warn("a statement has no identification");
            }
            if (currency == null && !balances.isEmpty()) {
                currency = balances.get(0).currency();
            }
            out.accept(new StatementPart.Opened(
                    kind,
                    messageId,
                    id == null ? "" : id,
                    account,
                    currency,
                    sequence,
                    createdAt,
                    from,
                    to,
                    List.copyOf(balances)));
        }
    }
}
