package io.countersign.console;

import io.countersign.payments.PaymentGroups;
import io.countersign.payments.Runs;
import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run of chosen invoices would pay, as {@link PaymentGroups} puts them together, and what cannot be part of it. A
 * preview for the eye; {@code Runs} decides.
 */
public record RunPlan(List<Planned> payments, List<Obstacle> obstacles, List<Views.CurrencySum> sums) {

    /** An invoice with what is to be paid of it. */
    public record Line(Views.Invoice invoice, BigDecimal amount) {

        public boolean part() {
            return amount.compareTo(invoice.open()) < 0;
        }

        /** What stays open of it. */
        public BigDecimal rest() {
            return invoice.open().subtract(amount);
        }

        PaymentGroups.Document toPay() {
            return new PaymentGroups.Document(
                    invoice.id(),
                    invoice.legalEntity(),
                    Objects.requireNonNull(invoice.accountNumber()),
                    invoice.currency(),
                    looks(),
                    isCredit(invoice),
                    part(),
                    amount);
        }

        /** What the duplicate guard compares. */
        private String looks() {
            String theirs = invoice.supplierReference();
            return String.join(
                    "|",
                    invoice.legalEntity(),
                    String.valueOf(invoice.accountNumber()),
                    theirs == null || theirs.isBlank() ? invoice.number() : theirs,
                    invoice.kind(),
                    amount.stripTrailingZeros().toPlainString(),
                    invoice.currency());
        }
    }

    /** One payment to be. */
    public record Planned(
            String legalEntity,
            String partyName,
            @Nullable String accountNumber,
            String currency,
            BigDecimal amount,
            List<Line> lines,
            boolean lookAlike) {

        public boolean netted() {
            return lines.stream().anyMatch(line -> isCredit(line.invoice()));
        }

        /** Credit notes that eat up the bills leave nothing to pay. */
        public boolean payable() {
            return amount.signum() > 0;
        }
    }

    /** An invoice that stays out, and why. */
    public record Obstacle(Views.Invoice invoice, String why) {}

    /** {@code amounts} are what is to be paid of invoices, as it was typed; of the others all that is open is paid. */
    static RunPlan of(List<Views.Invoice> invoices, Map<UUID, String> amounts) {
        List<Obstacle> obstacles = new ArrayList<>();
        Map<UUID, Line> lines = new HashMap<>();
        List<PaymentGroups.Document> toPay = new ArrayList<>();
        for (Views.Invoice invoice : invoices) {
            String typed = isCredit(invoice) ? null : amounts.get(invoice.id());
            BigDecimal amount = typed == null ? invoice.open() : amount(typed);
            String why = obstacle(invoice);
            if (why == null && typed != null) {
                why = amount == null ? noAmount(typed) : fault(invoice, amount);
            }
            if (why != null || amount == null) {
                obstacles.add(new Obstacle(invoice, String.valueOf(why)));
            } else {
                Line line = new Line(invoice, amount);
                lines.put(invoice.id(), line);
                toPay.add(line.toPay());
            }
        }
        List<Planned> payments = PaymentGroups.of(toPay).stream()
                .map(group -> planned(group, lines))
                .sorted(Comparator.comparing(Planned::partyName))
                .toList();
        return new RunPlan(payments, obstacles, sums(payments));
    }

    /** An amount as it is typed into a form; null if it is none. */
    static @Nullable BigDecimal amount(String typed) {
        return typed.matches("\\d{1,15}(\\.\\d{1,6})?") ? new BigDecimal(typed) : null;
    }

    static String noAmount(String typed) {
        return "“%s” is no amount: digits with an optional decimal point are expected".formatted(typed);
    }

    private static @Nullable String fault(Views.Invoice invoice, BigDecimal amount) {
        return new Runs.Part(invoice.id(), amount).fault(invoice.open(), invoice.currency());
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

    /** What the run is made of. */
    public List<Line> payable() {
        return payments.stream()
                .filter(Planned::payable)
                .flatMap(payment -> payment.lines().stream())
                .toList();
    }

    static BigDecimal signed(Views.Invoice invoice) {
        return isCredit(invoice) ? invoice.open().abs().negate() : invoice.open();
    }

    static boolean isCredit(Views.Invoice invoice) {
        return invoice.kind().equals("CREDIT_NOTE");
    }

    private static Planned planned(PaymentGroups.Group group, Map<UUID, Line> lines) {
        List<Line> paid = group.documents().stream()
                .map(document -> Objects.requireNonNull(lines.get(document.id())))
                .toList();
        Views.Invoice first = paid.getFirst().invoice();
        return new Planned(
                first.legalEntity(),
                first.partyName(),
                first.accountNumber(),
                first.currency(),
                group.amount(),
                paid,
                group.lookAlike());
    }

    private static List<Views.CurrencySum> sums(List<Planned> payments) {
        Map<String, Views.CurrencySum> sums = new TreeMap<>();
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
