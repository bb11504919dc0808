package io.countersign.connectors.bank;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of ISO 20022 as banks write them: exact or not at all. */
final class Values {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(Z|[+-]\\d{2}:\\d{2})?(T.*)?");
    private static final int MOST_DIGITS = 18;
    private static final int MOST_DECIMALS = 5;

    private Values() {}

    /** An amount with its currency; the sign is kept. */
    record Amount(BigDecimal value, String currency) {}

    static BigDecimal decimal(Xml xml, String text) {
        if (text.length() > 40 || !DECIMAL.matcher(text).matches()) {
            throw xml.fault("not a decimal number");
        }
        BigDecimal value = new BigDecimal(text);
        int whole = value.precision() - value.scale();
        if (Math.max(value.precision(), whole) > MOST_DIGITS || value.scale() > MOST_DECIMALS) {
            throw xml.fault("a number has more than %d digits or %d decimals".formatted(MOST_DIGITS, MOST_DECIMALS));
        }
        return value;
    }

    /** The current element with its attribute {@code Ccy}; where that is missing, the currency of the account. */
    static Amount amount(Xml xml, @Nullable String accountCurrency) {
        String currency = xml.attribute("Ccy");
        BigDecimal value = decimal(xml, xml.text());
        if (currency == null) {
            if (accountCurrency == null) {
                throw xml.fault("an amount has no currency");
            }
            xml.warn("an amount has no currency; taken as that of the account");
            return new Amount(value, accountCurrency);
        }
        warnOfDecimals(xml, value, currency);
        return new Amount(value, currency);
    }

    private static void warnOfDecimals(Xml xml, BigDecimal value, String currency) {
        try {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            if (digits >= 0 && value.stripTrailingZeros().scale() > digits) {
                xml.warn("an amount has more decimals than " + currency + " has; kept as it is");
            }
        } catch (IllegalArgumentException unknown) {
            xml.warn("a currency is not an ISO 4217 code");
        }
    }

    static LocalDate date(Xml xml, String text) {
        var matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            throw xml.fault("not a date");
        }
        try {
            return LocalDate.parse(matcher.group(1));
        } catch (DateTimeParseException noSuchDay) {
            throw xml.fault("there is no such date");
        }
    }

    /** A time that only informs; an unreadable one is warned of and left out. */
    static @Nullable Instant time(Xml xml, String text) {
        String close = text.replace(" ", "");
        try {
            return OffsetDateTime.parse(close).toInstant();
        } catch (DateTimeParseException noZone) {
            try {
                return LocalDateTime.parse(close).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException unreadable) {
                xml.warn("a creation time cannot be read");
                return null;
            }
        }
    }

    /** A rate of exchange: it only informs, and has more decimals than an amount; an unreadable one is warned of. */
    static @Nullable BigDecimal rate(Xml xml, String text) {
        if (text.length() > 40 || !DECIMAL.matcher(text).matches()) {
            xml.warn("a rate of exchange cannot be read");
            return null;
        }
        return new BigDecimal(text);
    }

    /** An XML Schema boolean. */
    static boolean yes(String text) {
        return text.equals("true") || text.equals("1");
    }

    /** True for a credit. */
    static boolean credit(Xml xml, String text) {
        return switch (text) {
            case "CRDT" -> true;
            case "DBIT" -> false;
            default -> throw xml.fault("not a credit or debit indicator");
        };
    }
}
