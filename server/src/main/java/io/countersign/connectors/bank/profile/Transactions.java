package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.Field;
import io.countersign.connectors.bank.profile.Profile.ReferenceForm;
import io.countersign.connectors.bank.profile.Profile.Regulatory;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.StructuredReference;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.math.BigDecimal;
import java.util.Currency;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Writes the transactions of a pain.001, each {@code CdtTrfTxInf}. */
final class Transactions {

    private final Profile profile;
    private final SchemeRules scheme;
    private final Draft draft;
    private final Markup xml;

    Transactions(Profile profile, SchemeRules scheme, Draft draft, Markup xml) {
        this.profile = profile;
        this.scheme = scheme;
        this.draft = draft;
        this.xml = xml;
    }

    /** Writes also what the rules refuse, as it is: judging is theirs, and a file with faults never leaves. */
    void write(Instruction instruction) throws XMLStreamException {
        AccountNaming naming = AccountNaming.orAsItIs(instruction.creditorNumber(), scheme);
        xml.open("CdtTrfTxInf");
        xml.open("PmtId");
        xml.leaf("InstrId", instruction.reference());
        xml.leaf("EndToEndId", instruction.endToEndId());
        xml.close();
        xml.open("Amt");
        xml.amount(instruction.currency(), amount(instruction));
        xml.close();
        String bic = scheme.forbidden().contains(Field.CREDITOR_BIC) ? null : instruction.creditorBic();
        if (bic != null || naming.member() != null) {
            xml.open("CdtrAgt");
            xml.agent(bic, naming);
            xml.close();
        }
        creditor(instruction, naming);
        purpose(instruction);
        regulatory(instruction);
        remittance(instruction);
        xml.close();
    }

    private static String amount(Instruction instruction) {
        int digits = Currency.getInstance(instruction.currency()).getDefaultFractionDigits();
        BigDecimal amount = instruction.amount();
        return (amount.scale() < digits ? amount.setScale(digits) : amount).toPlainString();
    }

    private void creditor(Instruction instruction, AccountNaming naming) throws XMLStreamException {
        xml.open("Cdtr");
        xml.leaf("Nm", profile.texts().name(instruction.creditorName()));
        PostalAddress address = PostalAddress.of(
                instruction.addressJson(), instruction.creditorCountry(), profile, draft.requestedOn());
        xml.address(address);
        xml.close();
        xml.open("CdtrAcct");
        xml.account(naming);
        xml.close();
    }

    private void purpose(Instruction instruction) throws XMLStreamException {
        if (instruction.purpose() != null && !scheme.forbidden().contains(Field.PURPOSE)) {
            xml.coded("Purp", new Profile.Coded(instruction.purpose(), false));
        }
    }

    private void regulatory(Instruction instruction) throws XMLStreamException {
        String country = StructuredReference.country(instruction.creditorNumber(), instruction.creditorCountry());
        for (Regulatory rule : scheme.regulatory()) {
            if (InstructionRules.applies(rule, instruction, draft.debtor().country(), country)) {
                xml.open("RgltryRptg");
                xml.leaf("DbtCdtRptgInd", "DEBT");
                if (rule.authority() != null) {
                    xml.open("Authrty");
                    xml.leaf("Ctry", rule.authority());
                    xml.close();
                }
                xml.open("Dtls");
                xml.leaf("Cd", rule.code() == null ? instruction.purpose() : rule.code());
                xml.leaf("Inf", rule.text());
                xml.close();
                xml.close();
            }
        }
    }

    private void remittance(Instruction instruction) throws XMLStreamException {
        String reference = instruction.structuredReference();
        String text = instruction.remittance() == null ? null : profile.texts().remittance(instruction.remittance());
        if (reference != null) {
            xml.open("RmtInf");
            structured(reference, form(instruction, reference));
            xml.close();
        } else if (text != null && !text.isEmpty()) {
            xml.open("RmtInf");
            xml.leaf("Ustrd", text);
            xml.close();
        }
    }

    private @Nullable ReferenceForm form(Instruction instruction, String reference) {
        String country = StructuredReference.country(instruction.creditorNumber(), instruction.creditorCountry());
        StructuredReference.Kind kind = InstructionRules.used(StructuredReference.kinds(reference, country), scheme);
        return kind == null ? null : scheme.references().get(kind);
    }

    private void structured(String reference, @Nullable ReferenceForm form) throws XMLStreamException {
        xml.open("Strd");
        xml.open("CdtrRefInf");
        xml.open("Tp");
        xml.open("CdOrPrtry");
        xml.choice(form == null ? new Profile.Coded("SCOR", false) : form.type());
        xml.close();
        xml.leaf("Issr", form == null ? null : form.issuer());
        xml.close();
        xml.leaf("Ref", reference);
        xml.close();
        xml.close();
    }
}
