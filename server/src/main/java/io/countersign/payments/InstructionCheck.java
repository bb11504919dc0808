package io.countersign.payments;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says everything that is wrong with an instruction, without looking anything up: what is known only to the database
 * (whose account it is, whether the invoice is paid) is checked behind it. Pure; a good instruction allocates almost
 * nothing, so that runs of a hundred thousand can be checked as they arrive.
 */
public final class InstructionCheck {

    /** What SEPA scheme rulebooks give a name; other schemes give more. */
    private static final int NAME = 70;

    /**
     * More than any bank's field takes ({@code Max140Text}, or less): what does not fit goes to the creditor in a
     * remittance advice.
     */
    static final int REMITTANCE = 4_000;

    /** {@code Max35Text}. */
    private static final int END_TO_END = 35;

    private static final int REFERENCE = 140;
    private static final int INVOICES = 1_000;

    private final String path;
    private @Nullable List<Fault> faults;

    private InstructionCheck(String path) {
        this.path = path;
    }

    /**
     * All faults of an instruction.
     *
     * @param path where it stands: empty for a whole body, {@code /payments/3} or {@code line 12: } within something
     * @param today the business date in the zone of the legal entity
     */
    public static List<Fault> faults(String path, NewPayment payment, LocalDate today) {
        InstructionCheck check = new InstructionCheck(path);
        check.payer(payment);
        check.amountAndDate(payment, today);
        check.creditor(payment);
        check.texts(payment);
        return check.faults == null ? List.of() : List.copyOf(check.faults);
    }

    private void payer(NewPayment payment) {
        text("/legalEntity", payment.legalEntity(), 1, 35);
        if (payment.debtorAccount() != null) {
            text("/debtorAccount", payment.debtorAccount(), 1, 34);
        }
        if (!NewPayment.KINDS.contains(payment.kind())) {
            add("/kind", ErrorCode.INVALID, "One of " + String.join(", ", NewPayment.KINDS) + " is expected");
        }
    }

    private void amountAndDate(NewPayment payment, LocalDate today) {
        if (!payment.amount().isPositive()) {
            add("/amount", ErrorCode.AMOUNT_INVALID, "An amount to pay is above zero");
        }
        if (payment.requestedOn().isBefore(today)) {
            add("/requestedOn", ErrorCode.DATE_INVALID, "The date is past");
        } else if (payment.requestedOn().isAfter(today.plusYears(1))) {
            add("/requestedOn", ErrorCode.DATE_INVALID, "The date is more than a year ahead");
        }
    }

    private void creditor(NewPayment payment) {
        text("/creditorName", payment.creditorName(), 1, NAME);
        String number = payment.creditorNumber();
        if (AccountCheck.looksLikeIban(number)) {
            addAll(AccountCheck.iban(path + "/creditorNumber", number));
        } else {
            domestic(number, payment.creditorBic());
        }
        if (payment.creditorBic() != null) {
            addAll(AccountCheck.bic(path + "/creditorBic", payment.creditorBic()));
        }
        if (payment.creditorCountry() != null && !AccountCheck.isCountry(payment.creditorCountry())) {
            add("/creditorCountry", ErrorCode.INVALID, "A country of ISO 3166-1 with two capital letters is expected");
        }
    }

    private void domestic(String number, @Nullable String bic) {
        if (number.isEmpty() || number.length() > 34 || !isDomestic(number)) {
            add("/creditorNumber", ErrorCode.IBAN_INVALID, "An IBAN, or up to 34 capital letters, digits and hyphens");
        } else if (bic == null && !namesItsBank(number)) {
            add(
                    "/creditorBic",
                    ErrorCode.BIC_INVALID,
                    "A domestic account number needs the BIC of its bank, or the bank's clearing code and a hyphen in"
                            + " front, such as 404784-70872490");
        }
    }

    private void texts(NewPayment payment) {
        remittance(payment);
        text("/invoiceReference", payment.invoiceReference(), 1, REFERENCE);
        if (payment.endToEndId() != null) {
            endToEndId(payment.endToEndId());
        }
        String purpose = payment.purpose();
        if (purpose != null && (purpose.length() != 4 || !AccountCheck.onlyDigitsAndCapitals(purpose))) {
            add("/purpose", ErrorCode.INVALID, "A purpose code of ISO 20022 with four capital letters is expected");
        }
        if (payment.invoices().size() > INVOICES) {
            add("/invoices", ErrorCode.INVALID, "A payment pays at most %d invoices".formatted(INVOICES));
        } else if (payment.invoices().size() > 1
                && new HashSet<>(payment.invoices()).size() < payment.invoices().size()) {
            add("/invoices", ErrorCode.INVALID, "An invoice is named twice");
        }
    }

    private void remittance(NewPayment payment) {
        String free = payment.remittance();
        String structured = payment.structuredReference();
        if (free != null && structured != null) {
            add("/structuredReference", ErrorCode.TEXT_INVALID, "Give a remittance text or a structured reference");
        } else if (free == null && structured == null) {
            add("/remittance", ErrorCode.TEXT_INVALID, "A remittance text or a structured reference is missing");
        }
        if (free != null) {
            text("/remittance", free, 1, REMITTANCE);
        }
        if (structured != null) {
            structured(structured, payment);
        }
    }

    private void structured(String reference, NewPayment payment) {
        String country = StructuredReference.country(payment.creditorNumber(), payment.creditorCountry());
        if (StructuredReference.kinds(reference, country).isEmpty()) {
            add(
                    "/structuredReference",
                    ErrorCode.REFERENCE_INVALID,
                    "It is no RF creditor reference (ISO 11649), Belgian OGM, Swiss QR, Finnish, Norwegian (KID) or"
                            + " Swedish (OCR) reference of the creditor's country, or is mistyped");
        }
    }

    /** Banks carry it back to us, so it keeps to the characters every bank carries. */
    private void endToEndId(String id) {
        if (id.isEmpty() || id.length() > END_TO_END) {
            add("/endToEndId", ErrorCode.TEXT_INVALID, "1 to %d characters are expected".formatted(END_TO_END));
        }
        if (!id.chars().allMatch(InstructionCheck::isBankCharacter)) {
            add("/endToEndId", ErrorCode.TEXT_INVALID, "Only letters, digits and / - ? : ( ) . , ' + and space");
        }
        if (id.startsWith("/") || id.endsWith("/") || id.contains("//")) {
            add("/endToEndId", ErrorCode.TEXT_INVALID, "It may not begin or end with a slash or contain two in a row");
        }
    }

    private void text(String field, String text, int least, int most) {
        if (text.isBlank() && least > 0) {
            add(field, ErrorCode.TEXT_INVALID, "It is missing");
            return;
        }
        if (text.length() > most) {
            add(
                    field,
                    ErrorCode.TEXT_INVALID,
                    "At most %d characters are possible, these are %d".formatted(most, text.length()));
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text.charAt(i))) {
                add(field, ErrorCode.TEXT_INVALID, "Character %d (U+%04X) cannot be sent".formatted(i + 1, (int)
                                text.charAt(i)));
                return;
            }
        }
    }

    /**
     * Letters of the scripts in which European banks keep names, digits and punctuation. Not control, formatting or
     * direction marks (which can make a name read as another one), and nothing beyond the basic plane.
     */
    private static boolean isPrintable(char c) {
        if (c < 0x7f) {
            return c >= 0x20;
        }
        if (c < 0xa0 || c > 0x2122) {
            return false;
        }
        int type = Character.getType(c);
        return type != Character.FORMAT
                && type != Character.UNASSIGNED
                && type != Character.CONTROL
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isBankCharacter(int c) {
        return c < 0x7f && (Character.isLetterOrDigit(c) || "/-?:().,'+ ".indexOf(c) >= 0);
    }

    /** Clearing codes have three digits or more: a sort code has six, a routing number nine. */
    private static boolean namesItsBank(String number) {
        int hyphen = number.indexOf('-');
        return hyphen >= 3 && number.chars().limit(hyphen).allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isDomestic(String number) {
        return AccountCheck.onlyDigitsAndCapitals(number.replace("-", ""));
    }

    private void addAll(List<Fault> more) {
        if (!more.isEmpty()) {
            collected().addAll(more);
        }
    }

    private void add(String field, ErrorCode code, String message) {
        collected().add(new Fault(path + field, code, message));
    }

    private List<Fault> collected() {
        if (faults == null) {
            faults = new ArrayList<>();
        }
        return faults;
    }
}
