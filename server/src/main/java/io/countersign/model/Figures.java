package io.countersign.model;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amounts as people read them, in sentences and on pages. What machines read is {@link Money#toString} and plain numbers. */
public final class Figures {

    private Figures() {}

    /** {@code EUR 1,204,332.18}; without the currency where it is not known. */
    public static String money(BigDecimal amount, @Nullable String currency) {
        return currency == null ? amount(amount, "") : currency + " " + amount(amount, currency);
    }

    /** {@code 1,204,332.18}, with the decimals of the currency, or more where it has more, and a true minus. */
    public static String amount(BigDecimal amount, String currency) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.UK));
        int decimals = Math.max(decimals(currency), amount.stripTrailingZeros().scale());
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return (amount.signum() < 0 ? "−" : "") + format.format(amount.abs());
    }

    /** {@code 20,000}. */
    public static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    private static int decimals(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException notIso) {
            return 2;
        }
    }
}
