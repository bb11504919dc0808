package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.Coded;
import io.countersign.connectors.bank.profile.Profile.Field;
import io.countersign.connectors.bank.profile.Profile.Initiator;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pain.001 as a profile asks for it: one group header, one payment information block (same account, date and
 * scheme), one transaction each. Nothing is kept in memory, and the same input gives the same bytes.
 */
final class CreditTransferFile {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private final Draft draft;
    private final Profile profile;
    private final SchemeRules scheme;
    private final Markup xml;
    private int written;
    private BigDecimal sum = BigDecimal.ZERO;

    private CreditTransferFile(Draft draft, Profile profile, SchemeRules scheme, Markup xml) {
        this.draft = draft;
        this.profile = profile;
        this.scheme = scheme;
        this.xml = xml;
    }

    /**
     * @throws IllegalStateException if the instructions are not those the draft announces: their number or sum differs
     */
    static void write(
            Profile profile, SchemeRules scheme, Draft draft, Iterator<Instruction> instructions, OutputStream out)
            throws IOException {
        try {
            Markup xml = new Markup(FACTORY.createXMLStreamWriter(out, "UTF-8"), profile.message());
            new CreditTransferFile(draft, profile, scheme, xml).document(instructions);
        } catch (XMLStreamException cannotWrite) {
            throw new IOException("Cannot write file " + draft.fileName(), cannotWrite);
        }
    }

    private void document(Iterator<Instruction> instructions) throws XMLStreamException {
        xml.begin();
        xml.open("CstmrCdtTrfInitn");
        groupHeader();
        xml.open("PmtInf");
        batch();
        Transactions transactions = new Transactions(profile, scheme, draft, xml);
        while (instructions.hasNext()) {
            Instruction instruction = instructions.next();
            written++;
            sum = sum.add(instruction.amount());
            transactions.write(instruction);
        }
        xml.close();
        xml.close();
        xml.end();
        Totals.check(draft, written, sum);
    }

    private void groupHeader() throws XMLStreamException {
        xml.open("GrpHdr");
        xml.leaf("MsgId", draft.messageId());
        xml.leaf("CreDtTm", SECONDS.format(draft.createdAt().atOffset(ZoneOffset.UTC)));
        totals();
        xml.open("InitgPty");
        xml.leaf("Nm", profile.texts().name(draft.debtor().name()));
        initiator(profile.file().initiator());
        xml.close();
        xml.close();
    }

    private void initiator(@Nullable Initiator initiator) throws XMLStreamException {
        if (initiator == null) {
            return;
        }
        xml.open("Id");
        xml.open("OrgId");
        if (profile.message().kind() != Kind.PAIN_03) {
            xml.leaf("LEI", initiator.lei());
        }
        if (initiator.id() != null) {
            xml.open("Othr");
            xml.leaf("Id", initiator.id());
            xml.coded("SchmeNm", initiator.scheme() == null ? null : new Coded(initiator.scheme(), false));
            xml.leaf("Issr", initiator.issuer());
            xml.close();
        }
        xml.close();
        xml.close();
    }

    private void totals() throws XMLStreamException {
        xml.leaf("NbOfTxs", Integer.toString(draft.payments()));
        xml.leaf("CtrlSum", draft.total().toPlainString());
    }

    private void batch() throws XMLStreamException {
        xml.leaf("PmtInfId", profile.file().batchInfoId().replace("{messageId}", draft.messageId()));
        xml.leaf("PmtMtd", "TRF");
        Boolean booking = profile.file().batchBooking();
        xml.leaf("BtchBookg", booking == null ? null : booking.toString());
        totals();
        paymentType();
        executionDate();
        debtor(draft.debtor());
        if (draft.unverified() && profile.vop() != null) {
            xml.leaf("InstrForDbtrAgt", profile.vop().instruction());
        }
        xml.leaf("ChrgBr", scheme.chargeBearer());
    }

    private void paymentType() throws XMLStreamException {
        if (scheme.serviceLevels().isEmpty()
                && scheme.localInstrument() == null
                && scheme.categoryPurpose() == null
                && scheme.priority() == null) {
            return;
        }
        xml.open("PmtTpInf");
        xml.leaf("InstrPrty", scheme.priority());
        for (Coded level : scheme.serviceLevels()) {
            xml.coded("SvcLvl", level);
        }
        xml.coded("LclInstrm", scheme.localInstrument());
        xml.coded("CtgyPurp", scheme.categoryPurpose() == null ? null : new Coded(scheme.categoryPurpose(), false));
        xml.close();
    }

    /** A date of its own up to version 08; a choice of date or time from 09 on. */
    private void executionDate() throws XMLStreamException {
        if (profile.message().kind() == Kind.PAIN_03) {
            xml.leaf("ReqdExctnDt", draft.requestedOn().toString());
            return;
        }
        xml.open("ReqdExctnDt");
        xml.leaf("Dt", draft.requestedOn().toString());
        xml.close();
    }

    private void debtor(Debtor debtor) throws XMLStreamException {
        xml.open("Dbtr");
        xml.leaf("Nm", profile.texts().name(debtor.name()));
        xml.address(
                scheme.required().contains(Field.DEBTOR_ADDRESS)
                        ? PostalAddress.of(debtor.addressJson(), debtor.country(), profile, draft.requestedOn())
                        : PostalAddress.country(debtor.country()));
        xml.close();
        xml.open("DbtrAcct");
        AccountNaming naming = AccountNaming.orAsItIs(debtor.accountNumber(), scheme);
        xml.account(naming);
        xml.leaf("Ccy", debtor.currency());
        xml.close();
        xml.open("DbtrAgt");
        xml.agent(debtor.bic(), naming);
        xml.close();
    }
}
