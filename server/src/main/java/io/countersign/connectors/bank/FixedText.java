package io.countersign.connectors.bank;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of text formats: exact or not at all. Positions are those of the formats' descriptions: from 1, inclusive. */
final class FixedText {

    private static final int MOST_DIGITS = 18;
    /** Two-digit years: 79 is 2079, 80 is 1980. No bank sends a statement that is older. */
    private static final int CENTURY_FROM = 80;

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("\\d+([.,]\\d*)?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private static final char NO_CHARACTER = '\ufffd';

    private FixedText() {}

    /** What stands at a position; a line that ends before it has spaces there. */
    static String at(String line, int from, int to) {
        return filled(line, from, to).strip();
    }

    /** The account that a statement is about. */
    static String account(int line, String number) {
        if (!AccountNumber.isPossible(number)) {
            throw Unreadable.at(line, "a statement names no account");
        }
        return number;
    }

    /** As {@link #at}, with the spaces around it. A column may part a character that needs two; no half of one is kept. */
    static String filled(String line, int from, int to) {
        if (line.length() < from) {
            return "";
        }
        StringBuilder text = new StringBuilder(line.substring(from - 1, Math.min(to, line.length())));
        int last = text.length() - 1;
        if (last >= 0 && Character.isLowSurrogate(text.charAt(0))) {
            text.setCharAt(0, NO_CHARACTER);
        }
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            text.setCharAt(last, NO_CHARACTER);
        }
        return text.toString();
    }

    static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text.strip();
    }

    /** Digits that are an amount in units of the last decimal place. */
    static BigDecimal minor(int line, String digits, int decimals) {
        if (!DIGITS.matcher(digits).matches()) {
            throw Unreadable.at(line, "an amount is not a number of at most %d digits".formatted(MOST_DIGITS));
        }
        return new BigDecimal(digits).movePointLeft(decimals);
    }

    /** An amount with decimal comma or point. */
    static BigDecimal decimal(int line, String text) {
        if (text.length() > 40 || !DECIMAL.matcher(text).matches()) {
            throw Unreadable.at(line, "an amount is not a decimal number");
        }
        String plain = text.replace(',', '.');
        BigDecimal value = new BigDecimal(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
        if (value.precision() > MOST_DIGITS || value.scale() > 5) {
            throw Unreadable.at(line, "an amount has more than %d digits or 5 decimals".formatted(MOST_DIGITS));
        }
        return value;
    }

    static int count(int line, String digits) {
        if (digits.length() > 9 || !DIGITS.matcher(digits).matches()) {
            throw Unreadable.at(line, "a count is not a number of at most 9 digits");
        }
        return Integer.parseInt(digits);
    }

    static LocalDate yearFirst(int line, String yymmdd) {
        return date(line, yymmdd, 0, 2, 4);
    }

    /**
     * As {@link #yearFirst}; but a day behind the end of its month is its last day, and is told. German banks count interest
     * in months of 30 days and so write a 30 February.
     */
    static LocalDate yearFirst(int line, String yymmdd, Oddities oddities) {
        if (yymmdd.length() == 6 && DIGITS.matcher(yymmdd).matches()) {
            int month = two(yymmdd, 2);
            int day = two(yymmdd, 4);
            if (month >= 1 && month <= 12 && day >= 29 && day <= 31) {
                LocalDate first = yearFirst(line, yymmdd.substring(0, 4) + "01");
                if (day > first.lengthOfMonth()) {
                    oddities.add(line, "a date is behind the end of its month; taken as its last day");
                    return first.withDayOfMonth(first.lengthOfMonth());
                }
            }
        }
        return yearFirst(line, yymmdd);
    }

    static LocalDate dayFirst(int line, String ddmmyy) {
        return date(line, ddmmyy, 4, 2, 0);
    }

    private static LocalDate date(int line, String digits, int year, int month, int day) {
        if (digits.length() != 6 || !DIGITS.matcher(digits).matches()) {
            throw Unreadable.at(line, "a date is not six digits");
        }
        int yy = two(digits, year);
        try {
            return LocalDate.of(yy + (yy < CENTURY_FROM ? 2000 : 1900), two(digits, month), two(digits, day));
        } catch (DateTimeException noSuchDay) {
            throw Unreadable.at(line, "there is no such date");
        }
    }

    private static int two(String digits, int from) {
        return Integer.parseInt(digits.substring(from, from + 2));
    }

    static String currency(int line, String code) {
        if (!CURRENCY.matcher(code).matches()) {
            throw Unreadable.at(line, "a currency is not three letters");
        }
        return code;
    }

    /** Decimal places of a currency; 2 where it is unknown. */
    static int decimals(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            return 2;
        }
    }

    /** The letter code of a numeric one, such as EUR of 978. */
    static String currencyOfNumber(int line, String number) {
        return Currency.getAvailableCurrencies().stream()
                .filter(c -> c.getNumericCodeAsString().equals(number))
                .filter(c -> c.getDefaultFractionDigits() >= 0)
                .map(Currency::getCurrencyCode)
                .sorted()
                .findFirst()
                .orElseThrow(() -> Unreadable.at(line, "a currency number is not one of ISO 4217"));
    }
}
