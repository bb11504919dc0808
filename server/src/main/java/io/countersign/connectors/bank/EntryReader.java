package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
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
    private final @Nullable String accountCurrency;
    private final int line;
    private final Consumer<StatementPart> out;

    private Values.@Nullable Amount amount;
    private @Nullable Boolean credit;
    private boolean reversal;
    private String status = "BOOK";
    private @Nullable LocalDate bookedOn;
    private @Nullable LocalDate valuedOn;
    private @Nullable String reference;
    private @Nullable String bankReference;
    private @Nullable String code;
    private @Nullable String batchMessageId;
    private @Nullable String batchPaymentInformationId;
    private @Nullable Integer batchCount;
    private @Nullable String information;
    private boolean told;
    private int details;

    EntryReader(Xml xml, @Nullable String accountCurrency, int line, Consumer<StatementPart> out) {
        this.xml = xml;
        this.accountCurrency = accountCurrency;
        this.line = line;
        this.out = out;
    }

    void read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "NtryRef" -> reference = xml.textOrNull();
                case "Amt" -> amount = Values.amount(xml, accountCurrency);
                case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                case "RvslInd" -> reversal = xml.text().equals("true");
                case "Sts" -> status = status(Codes.first(xml));
                case "BookgDt" -> bookedOn = Codes.date(xml);
                case "ValDt" -> valuedOn = Codes.date(xml);
                case "AcctSvcrRef" -> bankReference = xml.textOrNull();
                case "BkTxCd" -> code = Codes.read(xml);
                case "NtryDtls" -> details();
                case "AddtlNtryInf" -> information = xml.textOrNull();
                default -> xml.skip();
            }
        }
        tell();
        if (batchCount != null && details > 0 && batchCount != details) {
            xml.warn("an entry announces %d transactions and lists %d".formatted(batchCount, details));
        }
        out.accept(new StatementPart.EntryClosed(information));
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
            switch (xml.name()) {
                case "Btch" -> batch();
                case "TxDtls" -> {
                    tell();
                    details++;
                    out.accept(new DetailReader(xml, accountCurrency).read());
                }
                default -> xml.skip();
            }
        }
    }

    private void batch() {
        while (xml.child()) {
            switch (xml.name()) {
                case "MsgId" -> batchMessageId = xml.textOrNull();
                case "PmtInfId" -> batchPaymentInformationId = xml.textOrNull();
                case "NbOfTxs" -> {
                    String text = xml.text();
                    batchCount = text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
                }
                default -> xml.skip();
            }
        }
    }

    private void tell() {
        if (told) {
            return;
        }
        told = true;
        if (amount == null || credit == null) {
            throw xml.fault("an entry has no amount or no credit or debit indicator");
        }
        if (amount.value().signum() < 0) {
            throw xml.fault("an entry has a negative amount, so that its direction is not certain");
        }
        if (accountCurrency != null && !accountCurrency.equals(amount.currency())) {
            xml.warn("an entry is in another currency than its account");
        }
        out.accept(new StatementPart.Entry(
                line,
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
                batchMessageId,
                batchPaymentInformationId,
                batchCount));
    }
}
