package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.Field;
import io.countersign.connectors.bank.profile.Profile.Incomplete;
import io.countersign.connectors.bank.profile.Profile.Regulatory;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.StructuredReference;
import io.countersign.payments.ports.BankProfiles.Order;
import io.countersign.payments.ports.BankRail.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says everything a bank would refuse of one payment, by its profile alone. Pure; a payment without fault allocates almost
 * nothing, so that each one of a large run can be asked.
 */
final class InstructionRules {

    private static final Set<String> OF_CREDITOR =
            Set.of("/creditorNumber", "/creditorName", "/creditorBic", "/creditorCountry", "/creditorAddress");

    private final Profile profile;
    private final Order order;
    private final Instruction payment;
    private @Nullable List<Fault> faults;

    private InstructionRules(Profile profile, Order order) {
        this.profile = profile;
        this.order = order;
        this.payment = order.instruction();
    }

    static List<Fault> faults(Profile profile, Order order) {
        InstructionRules rules = new InstructionRules(profile, order);
        SchemeRules scheme = profile.scheme(order.scheme());
        if (scheme == null) {
            rules.add("/scheme", "it does not offer %s".formatted(order.scheme()));
        } else {
            rules.amount(scheme);
            rules.creditor(scheme);
            rules.texts(scheme);
            rules.reference(scheme);
            rules.regulatory(scheme);
        }
        return rules.faults == null ? List.of() : List.copyOf(rules.faults);
    }

    private void amount(SchemeRules scheme) {
        if (!scheme.currencies().isEmpty() && !scheme.currencies().contains(payment.currency())) {
            add("/currency", "%s takes %s only".formatted(order.scheme(), String.join(", ", scheme.currencies())));
        }
        if (scheme.mostAmount() != null && payment.amount().compareTo(scheme.mostAmount()) > 0) {
            add(
                    "/amount",
                    "%s takes at most %s"
                            .formatted(order.scheme(), scheme.mostAmount().toPlainString()));
        }
    }

    private void creditor(SchemeRules scheme) {
        AccountNaming naming = AccountNaming.of(payment.creditorNumber(), scheme);
        if (naming == null) {
            add("/creditorNumber", "%s takes no account number of this form".formatted(order.scheme()));
        } else if (profile.ach() != null && !AchRules.isRouting(String.valueOf(naming.member()))) {
            add("/creditorNumber", "the check digit of the routing number does not agree");
        }
        String country = country();
        if (!scheme.countries().isEmpty() && !scheme.countries().contains(String.valueOf(country))) {
            add(
                    "/creditorCountry",
                    country == null
                            ? "the creditor's country is not known"
                            : "%s does not reach %s".formatted(order.scheme(), country));
        }
        demand(scheme, Field.CREDITOR_BIC, payment.creditorBic() != null);
        demand(scheme, Field.CREDITOR_COUNTRY, payment.creditorCountry() != null);
        demand(scheme, Field.DEBTOR_BIC, order.debtor().bic() != null);
        debtorAddress(scheme);
        address(scheme);
    }

    private void address(SchemeRules scheme) {
        boolean refuses = profile.addresses().incomplete() == Incomplete.REFUSE;
        if (!refuses && !scheme.required().contains(Field.CREDITOR_ADDRESS)) {
            return;
        }
        PostalAddress.Parts parts =
                PostalAddress.Parts.of(payment.addressJson(), payment.creditorCountry(), profile.texts());
        if (!parts.complete()) {
            add(
                    Field.CREDITOR_ADDRESS.path(),
                    "the creditor's address needs %s in a field of its own%s"
                            .formatted(
                                    parts.town() == null
                                            ? parts.country() == null ? "town and country" : "a town"
                                            : "a country",
                                    parts.street() == null ? "; a street is missing too" : ""));
        }
    }

    private void debtorAddress(SchemeRules scheme) {
        String json = order.debtor().addressJson();
        if (scheme.required().contains(Field.DEBTOR_ADDRESS)
                && !PostalAddress.Parts.of(json, order.debtor().country(), profile.texts())
                        .complete()) {
            add(
                    Field.DEBTOR_ADDRESS.path(),
                    "the address of our own company needs a town in a field of its own; enter it in the ERP");
        }
    }

    private void texts(SchemeRules scheme) {
        if (Texts.saysNothing(profile.texts().name(payment.creditorName()))) {
            add("/creditorName", "nothing of the name is left in the bank's characters");
        }
        if (payment.endToEndId().length() > profile.texts().endToEndId()) {
            add(
                    "/endToEndId",
                    "at most %d characters are possible, these are %d"
                            .formatted(
                                    profile.texts().endToEndId(),
                                    payment.endToEndId().length()));
        }
        demand(scheme, Field.PURPOSE, payment.purpose() != null);
        demand(scheme, Field.REMITTANCE, payment.remittance() != null);
        demand(scheme, Field.STRUCTURED_REFERENCE, payment.structuredReference() != null);
        String remittance = payment.remittance();
        if (remittance != null && Texts.saysNothing(profile.texts().remittance(remittance))) {
            add("/remittance", "nothing of the text is left in the bank's characters");
        }
    }

    private void reference(SchemeRules scheme) {
        String reference = payment.structuredReference();
        boolean qr = false;
        if (reference != null) {
            Set<StructuredReference.Kind> kinds = StructuredReference.kinds(reference, country());
            qr = kinds.contains(StructuredReference.Kind.QRR);
            if (used(kinds, scheme) == null) {
                add(
                        "/structuredReference",
                        kinds.isEmpty()
                                ? "its check digits do not agree"
                                : "%s carries no %s reference"
                                        .formatted(
                                                order.scheme(), kinds.iterator().next()));
            }
        }
        boolean qrIban = StructuredReference.isQrIban(payment.creditorNumber());
        if (qrIban && !qr) {
            add("/structuredReference", "a QR-IBAN is paid with a QR reference of 27 digits only");
        } else if (qr && !qrIban) {
            add("/creditorNumber", "a QR reference goes to a QR-IBAN only");
        }
    }

    /** As which of the kinds a reference can be it is written; null if the scheme carries none of them. */
    static StructuredReference.@Nullable Kind used(Set<StructuredReference.Kind> kinds, SchemeRules scheme) {
        for (StructuredReference.Kind kind : scheme.references().keySet()) {
            if (kinds.contains(kind)) {
                return kind;
            }
        }
        return null;
    }

    private void regulatory(SchemeRules scheme) {
        for (Regulatory rule : scheme.regulatory()) {
            if (applies(rule, payment, order.debtor().country(), country())
                    && rule.code() == null
                    && payment.purpose() == null) {
                add("/purpose", "payments to %s are reported with a purpose code".formatted(country()));
            }
        }
    }

    static boolean applies(Regulatory rule, Instruction payment, String from, @Nullable String to) {
        boolean there = rule.countries().isEmpty()
                ? to != null && !to.equals(from)
                : to != null && rule.countries().contains(to);
        return there && (rule.above() == null || payment.amount().compareTo(rule.above()) > 0);
    }

    /** Where the money goes: the country of the IBAN, otherwise the one the payment names. */
    private @Nullable String country() {
        return StructuredReference.country(payment.creditorNumber(), payment.creditorCountry());
    }

    private void demand(SchemeRules scheme, Field field, boolean there) {
        if (!there && scheme.required().contains(field)) {
            add(field.path(), "%s needs it".formatted(order.scheme()));
        } else if (there && scheme.forbidden().contains(field)) {
            add(field.path(), "%s does not carry it".formatted(order.scheme()));
        }
    }

    private void add(String path, String message) {
        if (faults == null) {
            faults = new ArrayList<>();
        }
        faults.add(new Fault(path, ErrorCode.BANK_REFUSES, profile.name() + ": " + message));
    }

    /** The fields that are the creditor's, whatever is paid: what a report about suppliers can say. */
    static boolean isOfCreditor(Fault fault) {
        return OF_CREDITOR.contains(fault.path());
    }
}
