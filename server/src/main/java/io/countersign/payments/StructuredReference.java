package io.countersign.payments;

import java.math.BigInteger;

/**
 * References that carry their own check: the creditor reference RF (ISO 11649), the Belgian OGM of 12 digits, the Swiss
 * QR reference of 27 digits. Written without spaces or decoration.
 */
final class StructuredReference {

    /** Row of the carry for each running remainder of the Swiss recursive modulo 10. */
    private static final int[] CARRY = {0, 9, 4, 6, 8, 2, 7, 1, 3, 5};

    private StructuredReference() {}

    static boolean isValid(String reference) {
        if (reference.startsWith("RF")) {
            return isCreditorReference(reference);
        }
        if (!reference.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return switch (reference.length()) {
            case 12 -> isBelgian(reference);
            case 27 -> isSwiss(reference);
            default -> false;
        };
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
        int carry = 0;
        boolean some = false;
        for (int i = 0; i < 26; i++) {
            int digit = reference.charAt(i) - '0';
            some |= digit != 0;
            carry = CARRY[(carry + digit) % 10];
        }
        return some && (10 - carry) % 10 == reference.charAt(26) - '0';
    }
}
