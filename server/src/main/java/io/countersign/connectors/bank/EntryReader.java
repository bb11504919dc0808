package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Batch;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code Ntry}. It is handed on when its first transaction begins, so that an entry of a hundred thousand
 * transactions needs no more memory than one. {@code RvslInd} never flips the direction: banks' balances prove that
 * {@code CdtDbtInd} alone gives it.
 */
final class EntryReader {

    private final Xml xml;
    private final Account account;
    private final int line;
    private final Consumer<StatementPart> out;
    private final int sourceLine;
    private final MoneyReader money;

    private Values.@Nullable Amount amount;
    private @Nullable Boolean credit;
    private boolean reversal;
    private String status = "BOOK";
    private @Nullable LocalDate bookedOn;
    private @Nullable LocalDate valuedOn;
    private @Nullable String reference;
    private @Nullable String bankReference;
    private @Nullable BankCode code;
    private @Nullable Batch batch;
    private @Nullable String information;
    private StatementPart.@Nullable Entry handedOn;
    private int details;

    /** The account of the statement. */
    record Account(String number, @Nullable String currency) {}

    EntryReader(Xml xml, Account account, int line, Consumer<StatementPart> out) {
        this.xml = xml;
        this.account = account;
        this.line = line;
        this.out = out;
        this.sourceLine = xml.line();
        this.money = new MoneyReader(xml, account.currency());
    }

    StatementPart.Entry read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "NtryRef" -> reference = xml.textOrNull();
                case "Amt" -> amount = Values.amount(xml, account.currency());
                case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                case "RvslInd" -> reversal = Values.yes(xml.text());
                case "Sts" -> status = status(Codes.first(xml));
                case "BookgDt" -> bookedOn = Codes.date(xml);
                case "ValDt" -> valuedOn = Codes.date(xml);
                case "AcctSvcrRef" -> bankReference = xml.textOrNull();
                case "BkTxCd" -> code = BankCodeReader.read(xml);
                case "AmtDtls" -> money.readAmounts();
                case "Chrgs" -> money.readCharges();
                case "NtryDtls" -> details();
                case "Btch", "TxDtls" -> detail();
                case "AddtlNtryInf" -> information = xml.textOrNull();
                default -> xml.skip();
            }
        }
        StatementPart.Entry entry = tell();
        if (batch != null && batch.count() != null && details > 0 && batch.count() != details) {
            xml.warn("an entry announces %d transactions and lists %d".formatted(batch.count(), details));
        }
        out.accept(new StatementPart.EntryClosed(information));
        return entry;
    }

    private String status(@Nullable String text) {
        if (text == null) {
            xml.warn("an entry has no status; taken as booked");
            return "BOOK";
        }
        return switch (text) {
            case "BOOK", "PDNG", "INFO", "FUTR" -> text;
            default -> {
                xml.warn("an entry has a status that is not known; taken as not booked");
                yield "INFO";
            }
        };
    }

    private void details() {
        while (xml.child()) {
            detail();
        }
    }

    /** The first version has these in the entry itself. */
    private void detail() {
        switch (xml.name()) {
            case "Btch" -> readBatch();
            case "TxDtls" -> {
                StatementPart.Entry entry = tell();
                details++;
                out.accept(new DetailReader(xml, account, entry.credit()).read());
            }
            default -> xml.skip();
        }
    }

    /** Several groups of details announce a batch each. */
    private void readBatch() {
        String messageId = batch == null ? null : batch.messageId();
        String paymentInformationId = batch == null ? null : batch.paymentInformationId();
        Integer count = batch == null ? null : batch.count();
        while (xml.child()) {
            switch (xml.name()) {
                case "MsgId" -> messageId = xml.textOrNull();
                case "PmtInfId" -> paymentInformationId = xml.textOrNull();
                case "NbOfTxs" -> {
                    String text = xml.text();
                    if (text.matches("\\d{1,8}")) {
                        count = Integer.parseInt(text) + (count == null ? 0 : count);
                    } else {
                        xml.warn("a batch announces a number of transactions that is no number");
                    }
                }
                default -> xml.skip();
            }
        }
        batch = new Batch(messageId, paymentInformationId, count);
    }

    private StatementPart.Entry entry() {
        if (amount == null || credit == null) {
            throw xml.fault("an entry has no amount or no credit or debit indicator");
        }
        if (amount.value().signum() < 0) {
            throw xml.fault("an entry has a negative amount, so that its direction is not certain");
        }
        if (account.currency() != null && !account.currency().equals(amount.currency())) {
            xml.warn("an entry is in another currency than its account");
        }
        return new StatementPart.Entry(
                line,
                sourceLine,
                amount.value(),
                amount.currency(),
                credit,
                reversal,
                status,
                bookedOn,
                valuedOn,
                reference,
                bankReference,
                code,
                batch,
                money.charges(),
                money.exchange());
    }

    private StatementPart.Entry tell() {
        if (handedOn == null) {
            handedOn = entry();
            out.accept(handedOn);
        }
        return handedOn;
    }
}
