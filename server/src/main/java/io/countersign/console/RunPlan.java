package io.countersign.console;

import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run of chosen invoices would pay: one payment per legal entity, creditor account and currency, credit notes
 * netted, and what cannot be part of it. A preview for the eye; {@code Runs} decides.
 */
public record RunPlan(List<Planned> payments, List<Obstacle> obstacles, List<Views.CurrencySum> sums) {

    /** One payment to be. */
    public record Planned(
            String legalEntity,
            String partyName,
            @Nullable String accountNumber,
            String currency,
            BigDecimal amount,
            List<Views.Invoice> invoices,
            boolean lookAlike) {

        public boolean netted() {
            return invoices.stream().anyMatch(RunPlan::isCredit);
        }

        /** Credit notes that eat up the bills leave nothing to pay. */
        public boolean payable() {
            return amount.signum() > 0;
        }
    }

    /** An invoice that stays out, and why. */
    public record Obstacle(Views.Invoice invoice, String why) {}

    /** {@code repeat} keeps documents that look alike apart: each gets a payment, so that one of them can be held. */
    private record Key(String legalEntity, @Nullable String account, String currency, int repeat) {}

    static RunPlan of(List<Views.Invoice> invoices) {
        List<Obstacle> obstacles = new ArrayList<>();
        Map<Key, List<Views.Invoice>> groups = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Views.Invoice invoice : invoices) {
            String why = obstacle(invoice);
            if (why != null) {
                obstacles.add(new Obstacle(invoice, why));
            } else {
                groups.computeIfAbsent(
                                new Key(
                                        invoice.legalEntity(),
                                        invoice.accountNumber(),
                                        invoice.currency(),
                                        seen.merge(looks(invoice), 1, Integer::sum) - 1),
                                key -> new ArrayList<>())
                        .add(invoice);
            }
        }
        List<Planned> payments = groups.entrySet().stream()
                .map(group -> planned(group.getKey(), group.getValue()))
                .sorted(Comparator.comparing(Planned::partyName))
                .toList();
        return new RunPlan(payments, obstacles, sums(payments));
    }

    /** Why an invoice cannot be paid now, in words; null if it can. */
    static @Nullable String obstacle(Views.Invoice invoice) {
        if (invoice.blocked() != null) {
            return "Blocked in the ERP: " + invoice.blocked();
        }
        if (invoice.accountNumber() == null) {
            return "No bank account in the ERP";
        }
        if (invoice.open().signum() == 0) {
            return "A payment is under way";
        }
        return null;
    }

    /** The ids of the invoices the run is made of. */
    public List<UUID> payable() {
        return payments.stream()
                .filter(Planned::payable)
                .flatMap(payment -> payment.invoices().stream())
                .map(Views.Invoice::id)
                .toList();
    }

    static BigDecimal signed(Views.Invoice invoice) {
        return isCredit(invoice) ? invoice.open().abs().negate() : invoice.open();
    }

    /** What the duplicate guard compares. */
    private static String looks(Views.Invoice invoice) {
        String theirs = invoice.supplierReference();
        return String.join(
                "|",
                invoice.legalEntity(),
                String.valueOf(invoice.accountNumber()),
                theirs == null || theirs.isBlank() ? invoice.number() : theirs,
                invoice.kind(),
                invoice.open().stripTrailingZeros().toPlainString(),
                invoice.currency());
    }

    static boolean isCredit(Views.Invoice invoice) {
        return invoice.kind().equals("CREDIT_NOTE");
    }

    private static Planned planned(Key key, List<Views.Invoice> invoices) {
        BigDecimal amount = invoices.stream()
                .map(invoice -> isCredit(invoice) ? invoice.open().abs().negate() : invoice.open())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Planned(
                key.legalEntity(),
                invoices.getFirst().partyName(),
                key.account(),
                key.currency(),
                amount,
                invoices,
                key.repeat() > 0);
    }

    private static List<Views.CurrencySum> sums(List<Planned> payments) {
        Map<String, Views.CurrencySum> sums = new java.util.TreeMap<>();
        for (Planned payment : payments) {
            if (payment.payable()) {
                sums.merge(
                        payment.currency(),
                        new Views.CurrencySum(payment.currency(), 1, payment.amount()),
                        (a, b) -> new Views.CurrencySum(
                                a.currency(), a.payments() + 1, a.amount().add(b.amount())));
            }
        }
        return List.copyOf(sums.values());
    }
}
