package io.countersign.connectors.bank;

import java.math.BigInteger;

/**
 * Makes an IBAN of a national account number, where the country's rule is exact: our accounts are known by their IBAN, and
 * old formats do not write it. What follows no rule stays as it is.
 */
final class NationalAccount {

    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final int[] SPANISH = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};

    private NationalAccount() {}

    /** Bank, branch and account with the key of a RIB: 97 - (89 bank + 15 branch + 3 account) mod 97. */
    static String french(String bank, String branch, String account) {
        String digits = ribDigits(account);
        if (!isDigits(bank, 5) || !isDigits(branch, 5) || !isDigits(digits, 11)) {
            return bank + branch + account;
        }
        long sum = 89 * Long.parseLong(bank) + 15 * Long.parseLong(branch) + 3 * Long.parseLong(digits);
        return iban("FR", "%s%s%s%02d".formatted(bank, branch, account, 97 - sum % 97));
    }

    /** Bank, branch and account with the two check digits of the Código Cuenta Cliente. */
    static String spanish(String bank, String branch, String account) {
        if (!isDigits(bank, 4) || !isDigits(branch, 4) || !isDigits(account, 10)) {
            return bank + branch + account;
        }
        return iban("ES", bank + branch + spanishCheck("00" + bank + branch) + spanishCheck(account) + account);
    }

    /** Twelve digits, of which the last two are the rest by 97. */
    static String belgian(String account) {
        if (!isDigits(account, 12)) {
            return account;
        }
        long rest = Long.parseLong(account.substring(0, 10)) % 97;
        return (rest == 0 ? 97 : rest) == Long.parseLong(account.substring(10)) ? iban("BE", account) : account;
    }

    private static int spanishCheck(String ten) {
        int sum = 0;
        for (int n = 0; n < 10; n++) {
            sum += (ten.charAt(n) - '0') * SPANISH[n];
        }
        int check = 11 - sum % 11;
        return check == 11 ? 0 : check == 10 ? 1 : check;
    }

    /** Letters of a RIB count as digits: A and J are 1, B, K and S are 2, and so on. */
    private static String ribDigits(String account) {
        StringBuilder digits = new StringBuilder(account.length());
        for (int n = 0; n < account.length(); n++) {
            char c = account.charAt(n);
            if (c >= 'A' && c <= 'R') {
                digits.append((c - 'A') % 9 + 1);
            } else if (c >= 'S' && c <= 'Z') {
                digits.append(c - 'S' + 2);
            } else {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    private static boolean isDigits(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** ISO 13616: the check digits make the rest by 97 one. */
    private static String iban(String country, String number) {
        StringBuilder digits = new StringBuilder();
        (number + country + "00").chars().forEach(c -> digits.append(Character.digit(c, Character.MAX_RADIX)));
        int check = 98 - new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
        return "%s%02d%s".formatted(country, check, number);
    }
}
