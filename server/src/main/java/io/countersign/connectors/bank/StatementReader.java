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
    private final String format;
    private final Kind kind;
    private final Consumer<StatementPart> out;
    private final Pagination message = new Pagination();
    private @Nullable String messageId;

    private StatementReader(BankMessage message, Consumer<StatementPart> out) {
        this.xml = message.xml();
        this.format = message.format();
        this.out = out;
        this.kind = switch (message.kind()) {
            case REPORT -> Kind.REPORT;
            case STATEMENT -> Kind.STATEMENT;
            case NOTIFICATION -> Kind.NOTIFICATION;
            case PAYMENT_STATUS, RESOLUTION, RETURN -> throw new IllegalArgumentException("It is not a statement");
        };
    }

    /** Reads the whole file. */
    static StatementFormat.Reading read(BankMessage message, Consumer<StatementPart> out) {
        StatementReader reader = new StatementReader(message, out);
        reader.document();
        return new StatementFormat.Reading(
                message.kind().message(), reader.messageId, message.xml().warnings());
    }

    private void document() {
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
    }

    private void header() {
        while (xml.child()) {
            switch (xml.name()) {
                case "MsgId" -> messageId = xml.textOrNull();
                case "MsgPgntn" -> message.read();
                default -> xml.skip();
            }
        }
    }

    /** Where the file itself, or one of its statements, stands among several. */
    private final class Pagination {
        private @Nullable Integer number;
        private @Nullable Boolean last;

        void read() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "PgNb" -> {
                        String text = xml.text();
                        number = text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
                    }
                    case "LastPgInd" -> last = Values.yes(xml.text());
                    default -> xml.skip();
                }
            }
        }
    }

    /** One {@code Stmt}, {@code Rpt} or {@code Ntfctn}. */
    private final class OneStatement {
        private final int sourceLine = xml.line();
        private final int warnedBefore = xml.warned();
        private final AccountReader account = new AccountReader(xml);
        private @Nullable String id;
        private @Nullable BigDecimal sequence;
        private @Nullable Instant createdAt;
        private @Nullable LocalDate from;
        private @Nullable LocalDate to;
        private final Pagination pages = new Pagination();
        private @Nullable String copy;
        private final Summary summary = new Summary(xml);
        private final List<Balance> balances = new ArrayList<>();
        private int toldBalances;
        private EntryReader.@Nullable Account opened;
        private int entries;

        void read() {
            while (xml.child()) {
                switch (xml.name()) {
                    case "Id" -> id = xml.textOrNull();
                    case "ElctrncSeqNb", "LglSeqNb" -> sequence(xml.text());
                    case "CreDtTm" -> createdAt = Values.time(xml, xml.text());
                    case "CpyDplctInd" -> copy(xml.text());
                    case "RptPgntn", "StmtPgntn", "NtfctnPgntn", "MsgPgntn" -> pages.read();
                    case "FrToDt" -> period();
                    case "Acct" -> account.read();
                    case "Bal" -> balances.add(balance());
                    case "TxsSummry" -> summary.read();
                    case "Ntry" -> {
                        EntryReader.Account of = open();
                        summary.add(new EntryReader(xml, of, ++entries, out).read());
                    }
                    default -> xml.skip();
                }
            }
            open();
            summary.compare();
            out.accept(new StatementPart.Closed(
                    entries, List.copyOf(balances.subList(toldBalances, balances.size())), xml.warnings(warnedBefore)));
        }

        private void sequence(String text) {
            if (sequence == null && text.matches("\\d{1,18}")) {
                sequence = new BigDecimal(text);
            }
        }

        private void copy(String text) {
            switch (text) {
                case "DUPL", "COPY", "CODU" -> copy = text;
                default -> xml.warn("a statement has a copy indicator that is not known");
            }
        }

        /**
         * Before version 03 only the file has a page. Banks also write there how many statements it holds, so it is that of a
         * statement only where its balances say that there are several.
         */
        private Pagination pagesOf() {
            boolean several = balances.stream().anyMatch(b -> "INTM".equals(b.subType()));
            return pages.number == null && several ? message : pages;
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

        private Balance balance() {
            String type = "";
            String subType = null;
            Values.Amount amount = null;
            Boolean credit = null;
            LocalDate on = null;
            while (xml.child()) {
                switch (xml.name()) {
                    case "Tp" -> {
                        while (xml.child()) {
                            if (xml.name().equals("SubTp")) {
                                subType = Codes.first(xml);
                            } else {
                                type = Objects.requireNonNullElse(Codes.first(xml), "");
                            }
                        }
                    }
                    case "Amt" -> amount = Values.amount(xml, account.currency());
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
            return new Balance(type, amount.value().abs(), amount.currency(), credit, on, subType);
        }

        private EntryReader.Account open() {
            if (opened != null) {
                return opened;
            }
            String number = account.number();
            if (number == null) {
                throw xml.fault("a statement names no account");
            }
            if (!AccountNumber.isPossible(number)) {
                throw xml.fault("the account of a statement cannot be one");
            }
            if (id == null) {
                xml.warn("a statement has no identification");
            }
            String currency = account.currency();
            if (currency == null && !balances.isEmpty()) {
                currency = balances.get(0).currency();
            }
            opened = new EntryReader.Account(number, currency);
            toldBalances = balances.size();
            Pagination of = pagesOf();
            out.accept(new StatementPart.Opened(
                    kind,
                    new StatementPart.About(format, account.owner(), account.servicer(), of.number, of.last, copy),
                    sourceLine,
                    messageId,
                    id == null ? "" : id,
                    number,
                    currency,
                    sequence,
                    createdAt,
                    from,
                    to,
                    List.copyOf(balances)));
            return opened;
        }
    }
}
