package io.countersign.payments;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nl.garvelink.iban.CountryCodes;
import nl.garvelink.iban.Modulo97;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with an account number or a bank's identifier, all of it at once. Pure, and fast on good input. */
public final class AccountCheck {

    /**
     * How a country builds the part behind its check digits, from the IBAN registry (ISO 13616): n digits, a capital
     * letters, c capital letters or digits. The last rows are territories of France, which the registry lists beside FR.
     * Countries outside the registry are checked by length and check digits only.
     */
    private static final Map<String, String> STRUCTURES = expand("""
            AD:8n12c AE:19n AL:8n16c AT:16n AZ:4a20c BA:16n BE:12n BG:4a6n8c BH:4a14c BI:23n BR:23n1a1c BY:4c4n16c
            CH:5n12c CR:18n CY:8n16c CZ:20n DE:18n DJ:23n DK:14n DO:4c20n EE:16n EG:25n ES:20n FI:14n FK:2a12n FO:14n
            FR:10n11c2n GB:4a14n GE:2a16n GI:4a15c GL:14n GR:7n16c GT:24c HN:4a20n HR:17n HU:24n IE:4a14n IL:19n
            IQ:4a15n IS:22n IT:1a10n12c JO:4a4n18c KW:4a22c KZ:3n13c LB:4n20c LC:4a24c LI:5n12c LT:16n LU:3n13c
            LV:4a13c LY:21n MC:10n11c2n MD:20c ME:18n MK:3n10c2n MN:16n MR:23n MT:4a5n18c MU:4a19n3a NI:4a20n NL:4a10n
            NO:11n OM:3n16c PK:4a16c PL:24n PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a
            SD:14n SE:20n SI:15n SK:20n SM:1a10n12c SO:19n ST:21n SV:4a20n TL:19n TN:20n TR:6n16c UA:6n19c VA:18n
            VG:4a16n XK:16n YE:4a4n18c
            BL:10n11c2n GF:10n11c2n GP:10n11c2n MF:10n11c2n MQ:10n11c2n NC:10n11c2n PF:10n11c2n PM:10n11c2n RE:10n11c2n
            TF:10n11c2n WF:10n11c2n YT:10n11c2n
            """);

    private static final Set<String> COUNTRIES = countries();

    private AccountCheck() {}

    /** Whether accounts in a country have IBANs. */
    static boolean hasIbans(String country) {
        return lengthOf(country) > 0;
    }

    /** Every fault of an IBAN written without spaces; empty if it is one. */
    public static List<Fault> iban(String path, String iban) {
        if (isIban(iban)) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        if (!onlyDigitsAndCapitals(iban)) {
            faults.add(bad(path, "An IBAN is written in capital letters and digits, without spaces"));
        }
        String country = iban.length() < 2 ? "" : iban.substring(0, 2);
        int length = lengthOf(country);
        if (length < 0) {
            faults.add(bad(path, "It does not begin with a country that has IBANs"));
            return faults;
        }
        if (iban.length() != length) {
            faults.add(bad(
                    path, "An IBAN of %s has %d characters, this has %d".formatted(country, length, iban.length())));
        }
        String structure = STRUCTURES.get(country);
        if (iban.length() == length && structure != null && !matches(iban, structure)) {
            faults.add(
                    bad(path, "It has letters where %s has digits, or digits where it has letters".formatted(country)));
        }
        if (!checkDigitsAgree(iban)) {
            faults.add(bad(path, "Its check digits do not agree with the number; something was mistyped"));
        }
        return faults;
    }

    /** Every fault of a BIC (ISO 9362); empty if it is one. */
    public static List<Fault> bic(String path, String bic) {
        if (isBic(bic)) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        if (bic.length() != 8 && bic.length() != 11) {
            faults.add(badBic(path, "A BIC has 8 or 11 characters, this has " + bic.length()));
        }
        if (!onlyDigitsAndCapitals(bic)) {
            faults.add(badBic(path, "A BIC is written in capital letters and digits"));
        }
        if (bic.length() >= 6 && !COUNTRIES.contains(bic.substring(4, 6))) {
            faults.add(badBic(path, "Characters 5 and 6 are not a country"));
        }
        return faults;
    }

    /** Whether the text looks like an IBAN rather than a domestic number: two letters, then two digits. */
    public static boolean looksLikeIban(String number) {
        return number.length() > 4
                && Character.isLetter(number.charAt(0))
                && Character.isLetter(number.charAt(1))
                && isDigit(number.charAt(2))
                && isDigit(number.charAt(3));
    }

    static boolean isCountry(String country) {
        return COUNTRIES.contains(country);
    }

    static boolean onlyDigitsAndCapitals(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i)) && !isCapital(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isIban(String iban) {
        if (iban.length() < 15 || !onlyDigitsAndCapitals(iban)) {
            return false;
        }
        String country = iban.substring(0, 2);
        if (iban.length() != lengthOf(country)) {
            return false;
        }
        String structure = STRUCTURES.get(country);
        return (structure == null || matches(iban, structure)) && checkDigitsAgree(iban);
    }

    /** How long an IBAN of this country is; negative if it has none. */
    private static int lengthOf(String country) {
        String structure = STRUCTURES.get(country);
        if (structure != null) {
            return structure.length() + 4;
        }
        return CountryCodes.isKnownCountryCode(country) ? CountryCodes.getLengthForCountryCode(country) : -1;
    }

    private static boolean isBic(String bic) {
        return (bic.length() == 8 || bic.length() == 11)
                && onlyDigitsAndCapitals(bic)
                && COUNTRIES.contains(bic.substring(4, 6));
    }

    private static boolean matches(String iban, String structure) {
        for (int i = 0; i < structure.length(); i++) {
            char c = iban.charAt(i + 4);
            boolean fits = switch (structure.charAt(i)) {
                case 'n' -> isDigit(c);
                case 'a' -> isCapital(c);
                default -> isDigit(c) || isCapital(c);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** The remainder alone lets 00, 01 and 99 pass, which no country issues: the digits run from 02 to 98. */
    private static boolean checkDigitsAgree(String iban) {
        if (iban.length() < 5 || !onlyDigitsAndCapitals(iban) || !isDigit(iban.charAt(2)) || !isDigit(iban.charAt(3))) {
            return false;
        }
        int digits = (iban.charAt(2) - '0') * 10 + iban.charAt(3) - '0';
        return digits >= 2 && digits <= 98 && Modulo97.verifyCheckDigits(iban);
    }

    private static Fault bad(String path, String message) {
        return new Fault(path, ErrorCode.IBAN_INVALID, message);
    }

    private static Fault badBic(String path, String message) {
        return new Fault(path, ErrorCode.BIC_INVALID, message);
    }

    private static Map<String, String> expand(String table) {
        Map<String, String> structures = new TreeMap<>();
        for (String entry : table.strip().split("\\s+", -1)) {
            structures.put(entry.substring(0, 2), expandOne(entry.substring(3)));
        }
        return Map.copyOf(structures);
    }

    /** {@code 2a3n} becomes {@code aannn}. */
    private static String expandOne(String structure) {
        StringBuilder wide = new StringBuilder();
        int count = 0;
        for (int i = 0; i < structure.length(); i++) {
            char c = structure.charAt(i);
            if (isDigit(c)) {
                count = count * 10 + c - '0';
            } else {
                wide.append(String.valueOf(c).repeat(count));
                count = 0;
            }
        }
        return wide.toString();
    }

    /** ISO 3166-1, and XK, which banks use for Kosovo. */
    private static Set<String> countries() {
        Set<String> countries = new java.util.HashSet<>(Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2));
        countries.add("XK");
        return Set.copyOf(countries);
    }

    /** Without spaces, as people write account numbers with them. */
    public static String compact(@Nullable String number) {
        return number == null ? "" : number.replace(" ", "").replace("\u00a0", "");
    }
}
