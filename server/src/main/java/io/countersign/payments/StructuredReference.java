package io.countersign.payments;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** References that carry their own check. Kept without the spaces and the decoration they are printed with. */
public final class StructuredReference {

    /** Row of the carry for each running remainder of the Swiss recursive modulo 10. */
    private static final int[] CARRY = {0, 9, 4, 6, 8, 2, 7, 1, 3, 5};

    private static final int[] VIITE_WEIGHTS = {7, 3, 1};

    /** How an OGM-VCS is printed: {@code +++090/9337/55493+++}, with asterisks on older forms. */
    private static final Pattern PRINTED_OGM = Pattern.compile("([+*]{3})(\\d{3})/(\\d{4})/(\\d{5})\\1");

    private StructuredReference() {}

    /** Who issues a reference and how it is checked. */
    public enum Kind {
        /** The creditor reference of ISO 11649: RF, two check digits modulo 97, up to 21 letters and digits. */
        RF,
        /** The Belgian OGM-VCS: ten digits and two check digits modulo 97. */
        OGM,
        /** The Swiss QR reference: 27 digits, the last one recursive modulo 10. It goes to a QR-IBAN only. */
        QRR,
        /** The Finnish reference (viite): 4 to 20 digits, weights 7, 3, 1. */
        VIITE,
        /** The Norwegian KID: 4 to 25 digits, the last one modulo 10, or modulo 11 where it may be a hyphen. */
        KID,
        /** The Swedish OCR reference: 2 to 25 digits, the last one modulo 10. */
        OCR
    }

    /**
     * What a reference can be. Short national references are too easily hit by chance, so they count only for creditors
     * of their country; the others are known by their form.
     *
     * @param country of the creditor's account, ISO 3166-1 alpha-2; null if not known
     */
    public static Set<Kind> kinds(String reference, @Nullable String country) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (reference.startsWith("RF")) {
            if (isCreditorReference(reference)) {
                kinds.add(Kind.RF);
            }
            return kinds;
        }
        if (!isDigits(reference)) {
            if ("NO".equals(country) && isKid(reference)) {
                kinds.add(Kind.KID);
            }
            return kinds;
        }
        if (reference.length() == 12 && isBelgian(reference)) {
            kinds.add(Kind.OGM);
        }
        if (isSwiss(reference)) {
            kinds.add(Kind.QRR);
        }
        if ("FI".equals(country) && isFinnish(reference)) {
            kinds.add(Kind.VIITE);
        } else if ("NO".equals(country) && isKid(reference)) {
            kinds.add(Kind.KID);
        } else if ("SE".equals(country) && isOcr(reference)) {
            kinds.add(Kind.OCR);
        }
        return kinds;
    }

    /** A reference as it is kept, of one as it is printed on a bill. */
    public static String compact(String printed) {
        String reference = AccountCheck.compact(printed);
        Matcher ogm = PRINTED_OGM.matcher(reference);
        return ogm.matches() ? ogm.group(2) + ogm.group(3) + ogm.group(4) : reference;
    }

    /** The country of an account: that of its IBAN, or the one the payment names. */
    public static @Nullable String country(String account, @Nullable String named) {
        return AccountCheck.looksLikeIban(account) ? account.substring(0, 2) : named;
    }

    /**
     * Whether an IBAN is a QR-IBAN: Swiss or Liechtenstein, with an institution number from 30000 to 31999. Such an
     * account takes payments with a QR reference only, and a QR reference goes to no other account (Swiss Implementation
     * Guidelines QR-bill, section 4.2.2).
     */
    public static boolean isQrIban(String account) {
        if (account.length() != 21 || !(account.startsWith("CH") || account.startsWith("LI"))) {
            return false;
        }
        String institution = account.substring(4, 9);
        return isDigits(institution) && institution.compareTo("30000") >= 0 && institution.compareTo("31999") <= 0;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!AccountCheck.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isCreditorReference(String reference) {
        if (reference.length() < 5 || reference.length() > 25) {
            return false;
        }
        StringBuilder digits = new StringBuilder(60);
        String rotated = reference.substring(4) + reference.substring(0, 4);
        for (int i = 0; i < rotated.length(); i++) {
            char c = rotated.charAt(i);
            if (c > 0x7f || !Character.isLetterOrDigit(c)) {
                return false;
            }
            digits.append(Character.digit(c, 36));
        }
        if (!AccountCheck.isDigit(reference.charAt(2)) || !AccountCheck.isDigit(reference.charAt(3))) {
            return false;
        }
        int check = Integer.parseInt(reference, 2, 4, 10);
        return check >= 2
                && check <= 98
                && new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static boolean isBelgian(String reference) {
        long remainder = Long.parseLong(reference, 0, 10, 10) % 97;
        return Long.parseLong(reference, 10, 12, 10) == (remainder == 0 ? 97 : remainder);
    }

    private static boolean isSwiss(String reference) {
        if (reference.length() != 27) {
            return false;
        }
        int carry = 0;
        boolean some = false;
        for (int i = 0; i < 26; i++) {
            int digit = reference.charAt(i) - '0';
            some |= digit != 0;
            carry = CARRY[(carry + digit) % 10];
        }
        return some && (10 - carry) % 10 == reference.charAt(26) - '0';
    }

    /** Finance Finland, "Forming a Finnish reference number": the check digit brings the weighted sum to a full ten. */
    private static boolean isFinnish(String reference) {
        if (reference.length() < 4 || reference.length() > 20) {
            return false;
        }
        int sum = 0;
        int last = reference.length() - 1;
        for (int i = last - 1; i >= 0; i--) {
            sum += (reference.charAt(i) - '0') * VIITE_WEIGHTS[(last - 1 - i) % 3];
        }
        return sum > 0 && (10 - sum % 10) % 10 == reference.charAt(last) - '0';
    }

    /** Mastercard Payment Services (Nets), "KID": which of the two checks a creditor uses, only its bank knows. */
    private static boolean isKid(String reference) {
        int last = reference.length() - 1;
        if (last < 3 || last > 24 || !isDigits(reference.substring(0, last))) {
            return false;
        }
        return isLuhn(reference) || isModulo11(reference, last);
    }

    private static boolean isModulo11(String reference, int last) {
        int sum = 0;
        for (int i = last - 1; i >= 0; i--) {
            sum += (reference.charAt(i) - '0') * (2 + (last - 1 - i) % 6);
        }
        int check = (11 - sum % 11) % 11;
        char expected = check == 10 ? '-' : (char) ('0' + check);
        return reference.charAt(last) == expected;
    }

    /** Bankgirot, "OCR referenskontroll": the check digit at least; a length check is the creditor's own choice. */
    private static boolean isOcr(String reference) {
        return reference.length() >= 2 && reference.length() <= 25 && isLuhn(reference);
    }

    private static boolean isLuhn(String reference) {
        int sum = 0;
        boolean doubled = false;
        for (int i = reference.length() - 1; i >= 0; i--) {
            int digit = reference.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            int weighted = doubled ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
            doubled = !doubled;
        }
        return sum > 0 && sum % 10 == 0;
    }
}
