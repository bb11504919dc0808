package io.countersign.console;

import io.countersign.payments.PaymentState;
import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds exact amounts, each currency by itself. */
final class Sums {

    private Sums() {}

    /** Payments of some states together: how many, and their exact sums. */
    record Together(int payments, List<Views.CurrencySum> sums) {
        boolean isEmpty() {
            return payments == 0;
        }
    }

    static Together of(List<Views.StateSum> states, Collection<PaymentState> chosen) {
        Map<String, Views.CurrencySum> sums = new TreeMap<>();
        int payments = 0;
        for (Views.StateSum state : states) {
            if (chosen.contains(state.state())) {
                payments += state.payments();
                add(sums, state.currency(), state.payments(), state.amount());
            }
        }
        return new Together(payments, new ArrayList<>(sums.values()));
    }

    static Together ofTotals(List<Views.RunTotal> totals) {
        Map<String, Views.CurrencySum> sums = new TreeMap<>();
        int payments = 0;
        for (Views.RunTotal total : totals) {
            payments += total.payments();
            add(sums, total.currency(), total.payments(), total.amount());
        }
        return new Together(payments, new ArrayList<>(sums.values()));
    }

    private static void add(Map<String, Views.CurrencySum> sums, String currency, int payments, BigDecimal amount) {
        sums.merge(
                currency,
                new Views.CurrencySum(currency, payments, amount),
                (a, b) -> new Views.CurrencySum(
                        currency, a.payments() + b.payments(), a.amount().add(b.amount())));
    }
}
