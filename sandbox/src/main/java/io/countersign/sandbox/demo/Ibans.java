package io.countersign.sandbox.demo;

import java.math.BigInteger;
import java.util.Map;

/** Account numbers for invented companies, valid in form and check digits. */
final class Ibans {

    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    /** The rest of the number by country: letters stand as they are, each # is a digit. */
    private static final Map<String, String> FORMS = Map.ofEntries(
            Map.entry("AT", "20111#########01"),
            Map.entry("BE", "5390########"),
            Map.entry("CH", "00762#########007"),
            Map.entry("CZ", "0800000019########00"),
            Map.entry("DE", "370400##########42"),
            Map.entry("DK", "0040##########"),
            Map.entry("ES", "210004########001332"),
            Map.entry("FI", "123456########"),
            Map.entry("FR", "20041010050########M02606"),
            Map.entry("GB", "NWBK601613########"),
            Map.entry("IE", "AIBK931152########"),
            Map.entry("IT", "X0542811101000000######"),
            Map.entry("NL", "ABNA04########"),
            Map.entry("PL", "109010140000071########7"),
            Map.entry("PT", "00020123########90154"),
            Map.entry("SE", "50000000058########4"));

    private static final Map<String, Integer> LENGTHS = Map.ofEntries(
            Map.entry("AT", 20),
            Map.entry("BE", 16),
            Map.entry("CH", 21),
            Map.entry("CZ", 24),
            Map.entry("DE", 22),
            Map.entry("DK", 18),
            Map.entry("ES", 24),
            Map.entry("FI", 18),
            Map.entry("FR", 27),
            Map.entry("GB", 22),
            Map.entry("IE", 22),
            Map.entry("IT", 27),
            Map.entry("NL", 18),
            Map.entry("PL", 28),
            Map.entry("PT", 25),
            Map.entry("SE", 24));

    private Ibans() {}

    /** An account of the n-th supplier, in its country. */
    static String ofSupplier(String country, int n) {
        String form = java.util.Objects.requireNonNull(FORMS.get(country), country);
        int wanted = LENGTHS.getOrDefault(country, 22) - 4;
        String digits = "%010d".formatted(1_037_000_000L + 7_919L * n);
        StringBuilder rest = new StringBuilder();
        int used = 0;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            rest.append(c == '#' ? digits.charAt(used++ % digits.length()) : c);
        }
        while (rest.length() < wanted) {
            rest.append('0');
        }
        return of(country, rest.substring(0, wanted));
    }

    /** Puts the check digits in (ISO 13616). */
    static String of(String country, String rest) {
        StringBuilder number = new StringBuilder();
        String moved = rest + country + "00";
        for (int i = 0; i < moved.length(); i++) {
            number.append(Character.digit(moved.charAt(i), 36));
        }
        int check = 98 - new BigInteger(number.toString()).mod(NINETY_SEVEN).intValue();
        return country + "%02d".formatted(check) + rest;
    }

    /** The same number with two digits exchanged: the check digits no longer fit. */
    static String broken(String iban) {
        String tail = iban.substring(0, iban.length() - 1);
        int last = iban.charAt(iban.length() - 1) - '0';
        return tail + (last + 1) % 10;
    }
}
