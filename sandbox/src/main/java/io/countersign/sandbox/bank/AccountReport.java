package io.countersign.sandbox.bank;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes camt.053 (with balances) and camt.054 (single movements). */
record AccountReport(BankProfile bank, Path directory, String messageId, Instant at) {

    /** A statement that is complete but not yet delivered. Its id stays when it is corrected. */
    XmlFile statement(BankProfile.Account account, Ledger.Period period, String id, LocalDate day) throws IOException {
        XmlFile xml = begin("camt.053.001.", "BkToCstmrStmt", "Stmt", id);
        xml.leaf("ElctrncSeqNb", period.number()).leaf("CreDtTm", at);
        account(xml, account);
        balance(xml, "OPBD", period.opening(), account.currency(), day);
        balance(xml, "CLBD", period.closing(), account.currency(), day);
        for (Booking booking : period.bookings()) {
            entry(xml, booking, false);
        }
        return xml.close(2);
    }

    void notification(BankProfile.Account account, List<Booking> bookings) throws IOException {
        try (XmlFile xml = begin("camt.054.001.", "BkToCstmrDbtCdtNtfctn", "Ntfctn", messageId)) {
            xml.leaf("CreDtTm", at);
            account(xml, account);
            for (Booking booking : bookings) {
                entry(xml, booking, bank.dialect() == BankProfile.Dialect.SWIFT);
            }
            xml.close(2);
        }
    }

    private XmlFile begin(String message, String root, String container, String id) throws IOException {
        String version = message + (bank.modern() ? "08" : "02");
        XmlFile xml = new XmlFile(directory, version.substring(0, 8) + "." + messageId + ".xml", version);
        xml.open(root, "GrpHdr").leaf("MsgId", messageId).leaf("CreDtTm", at).close(1);
        return xml.open(container).leaf("Id", id);
    }

    private void account(XmlFile xml, BankProfile.Account account) throws IOException {
        xml.open("Acct", "Id");
        number(xml, account.number());
        xml.close(1).leaf("Ccy", account.currency());
        xml.open("Ownr").leaf("Nm", account.holder()).close(1);
        xml.open("Svcr", "FinInstnId")
                .leaf(bank.modern() ? "BICFI" : "BIC", bank.bic())
                .close(3);
    }

    private static void number(XmlFile xml, String number) throws IOException {
        if (BankProfile.isIban(number)) {
            xml.leaf("IBAN", number);
        } else {
            xml.open("Othr").leaf("Id", number).close(1);
        }
    }

    private static void balance(XmlFile xml, String type, BigDecimal amount, String currency, LocalDate day)
            throws IOException {
        xml.open("Bal", "Tp", "CdOrPrtry").leaf("Cd", type).close(2);
        xml.leaf("Amt", amount.abs().toPlainString(), currency)
                .leaf("CdtDbtInd", amount.signum() < 0 ? "DBIT" : "CRDT");
        xml.open("Dt").leaf("Dt", day).close(2);
    }

    /** @param itemised whether each payment of a total is told */
    private void entry(XmlFile xml, Booking booking, boolean itemised) throws IOException {
        xml.open("Ntry")
                .leaf("Amt", booking.amount().toPlainString(), booking.currency())
                .leaf("CdtDbtInd", booking.credit() ? "CRDT" : "DBIT");
        if (bank.modern()) {
            xml.open("Sts").leaf("Cd", "BOOK").close(1);
        } else {
            xml.leaf("Sts", "BOOK");
        }
        xml.open("BookgDt").leaf("Dt", booking.bookedOn()).close(1);
        xml.open("ValDt").leaf("Dt", booking.bookedOn()).close(1);
        xml.leaf("AcctSvcrRef", booking.bankReference());
        String[] code = booking.code().split("/", -1);
        xml.open("BkTxCd", "Domn").leaf("Cd", code[0]);
        xml.open("Fmly").leaf("Cd", code[1]).leaf("SubFmlyCd", code[2]).close(3);
        xml.open("NtryDtls");
        if (!booking.isBatch()) {
            CreditTransfer only =
                    booking.transfers().isEmpty() ? null : booking.transfers().getFirst();
            detail(xml, booking, only, booking.amount());
        } else {
            xml.open("Btch")
                    .leaf("MsgId", booking.messageId())
                    .leaf("PmtInfId", booking.paymentInformationId())
                    .leaf("NbOfTxs", booking.transfers().size())
                    .close(1);
            if (itemised) {
                for (CreditTransfer transfer : booking.transfers()) {
                    detail(xml, booking, transfer, transfer.amount());
                }
            }
        }
        xml.close(2);
    }

    private void detail(XmlFile xml, Booking booking, @Nullable CreditTransfer transfer, BigDecimal amount)
            throws IOException {
        xml.open("TxDtls", "Refs")
                .leaf("MsgId", booking.messageId())
                .leaf("AcctSvcrRef", booking.bankReference())
                .leaf("PmtInfId", booking.paymentInformationId())
                .leaf("InstrId", transfer == null ? null : transfer.instructionId())
                .leaf("EndToEndId", transfer == null ? "NOTPROVIDED" : transfer.endToEndId())
                .close(1);
        if (bank.modern()) {
            xml.leaf("Amt", amount.toPlainString(), booking.currency())
                    .leaf("CdtDbtInd", booking.credit() ? "CRDT" : "DBIT");
        } else {
            xml.open("AmtDtls", "TxAmt")
                    .leaf("Amt", amount.toPlainString(), booking.currency())
                    .close(2);
        }
        parties(xml, booking, transfer);
        String text = transfer == null ? booking.remittance() : transfer.remittance();
        if (text != null) {
            xml.open("RmtInf").leaf("Ustrd", text).close(1);
        }
        if (booking.returnCode() != null) {
            xml.open("RtrInf", "Rsn").leaf("Cd", booking.returnCode()).close(1);
            xml.leaf("AddtlInf", booking.returnText()).close(1);
        }
        xml.close(1);
    }

    private void parties(XmlFile xml, Booking booking, @Nullable CreditTransfer transfer) throws IOException {
        String name = transfer == null ? booking.counterparty() : transfer.creditorName();
        if (name == null) {
            return;
        }
        String role = booking.credit() && transfer == null ? "Dbtr" : "Cdtr";
        xml.open("RltdPties", role);
        if (bank.modern()) {
            xml.open("Pty").leaf("Nm", name).close(1);
        } else {
            xml.leaf("Nm", name);
        }
        xml.close(1);
        if (transfer != null) {
            xml.open("CdtrAcct", "Id");
            number(xml, transfer.creditorAccount());
            xml.close(2);
        }
        xml.close(1);
    }
}
