package io.countersign.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount in one ISO 4217 currency. The amount always carries the currency's number of minor digits, so
 * {@code EUR 10.0} equals {@code EUR 10.00}, and an amount finer than the currency, such as {@code JPY 1.5}, is refused
 * instead of rounded.
 *
 * @param amount the amount in major units, at the scale of the currency
 * @param currency an ISO 4217 currency that has minor units (so not XXX or XAU)
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    /** The most digits an ISO 20022 {@code ActiveOrHistoricCurrencyAndAmount} may have. */
    private static final int MAX_DIGITS = 18;

    public Money {
        int digits = currency.getDefaultFractionDigits();
        if (digits < 0) {
            throw new IllegalArgumentException(currency + " has no minor unit and cannot be paid");
        }
        try {
            amount = amount.setScale(digits, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException finerThanCurrency) {
            throw new IllegalArgumentException(
                    "%s has %d decimals, %s has more".formatted(currency, digits, amount.toPlainString()),
                    finerThanCurrency);
        }
        if (amount.precision() > MAX_DIGITS) {
            throw new IllegalArgumentException("An amount has at most %d digits".formatted(MAX_DIGITS));
        }
    }

    /**
     * Reads an amount as ISO 20022 and JSON write it: digits with an optional decimal point, no exponent, no sign but a
     * leading minus.
     *
     * @throws IllegalArgumentException if the text is not such a number or the currency is not ISO 4217
     */
    public static Money of(String amount, String currency) {
        if (!amount.matches("-?\\d{1,18}(\\.\\d{1,6})?")) {
            throw new IllegalArgumentException("Not an amount: digits with an optional decimal point are expected");
        }
        return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    }

    /** Whether a text is a code of ISO 4217 in which amounts can be told: gold, testing and no currency are none. */
    public static boolean isCurrency(String code) {
        try {
            return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money plus(Money other) {
        return new Money(amount.add(sameCurrency(other).amount), currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money minus(Money other) {
        return new Money(amount.subtract(sameCurrency(other).amount), currency);
    }

    public boolean isPositive() {
        return amount.signum() > 0;
    }

    /** @throws IllegalArgumentException if the currencies differ */
    @Override
    public int compareTo(Money other) {
        return amount.compareTo(sameCurrency(other).amount);
    }

    /** The form used in hashes, files and messages: {@code EUR 1204.50}. */
    @Override
    public String toString() {
        return currency.getCurrencyCode() + " " + amount.toPlainString();
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot combine %s with %s".formatted(currency, other.currency));
        }
        return other;
    }
}
