package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.OdooSimulator;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether Odoo's books say what the hub says and what the bank did. */
final class ErpVerdict {

    private static final Set<String> PAID = Set.of("SENT", "ACCEPTED", "SETTLED", "RECONCILED");

    private static final Set<String> POSTED = Set.of("in_process", "paid");

    private static final String PAYMENTS = """
            select e.reference, e.state, e.amount, e.currency, p.end_to_end_id,
                   (select string_agg(a.bill, ',' order by a.bill) from payments.erp_allocation a
                     where a.payment_id = e.id) as bills,
                   exists (select from payments.erp_allocation a
                            where a.payment_id = e.id and a.kind = 'CREDIT_NOTE') as netted
            from payments.erp_payment e join payments.payment p on p.id = e.id order by e.reference
            """;

    private static final String ALLOCATED = """
            select a.bill, sum(abs(a.amount)) as taken
            from payments.erp_allocation a join payments.payment p on p.id = a.payment_id
            where p.state in ('SENT', 'ACCEPTED', 'SETTLED', 'RECONCILED') group by a.bill
            """;

    private static final String INVOICES =
            "select erp_id, residual, erp_state, blocked from payments.invoice where erp_id is not null";

    private static final String TASKS = """
            select p.reference || ' is ' || t.state || coalesce(': ' || t.last_error, '')
            from connectors.erp_task t join payments.payment p on p.id = t.payment_id where t.state <> 'DONE'
            """;

    private final JdbcClient jdbc;
    private final ErpBooks books;
    private final Violations violations;

    ErpVerdict(JdbcClient jdbc, OdooSimulator odoo, Violations violations) {
        this.jdbc = jdbc;
        this.books = new ErpBooks(odoo);
        this.violations = violations;
    }

    private record Payment(
            String reference,
            String state,
            BigDecimal amount,
            String currency,
            String endToEndId,
            String bills,
            boolean netted) {

        Set<Integer> billIds() {
            return Arrays.stream(bills.split(",", -1)).map(Integer::valueOf).collect(Collectors.toSet());
        }
    }

    private record Invoice(
            String erpId,
            BigDecimal residual,
            String erpState,
            @Nullable String blocked) {}

    private record Taken(String bill, BigDecimal taken) {}

    void judge(BankBooks bank) {
        List<Payment> payments = jdbc.sql(PAYMENTS).query(Payment.class).list();
        Map<String, List<ErpBooks.Payment>> registered =
                books.payments().stream().collect(Collectors.groupingBy(ErpBooks.Payment::memo));
        Map<String, List<ErpBooks.Line>> lines =
                books.lines().stream().collect(Collectors.groupingBy(ErpBooks.Line::reference));
        for (Payment payment : payments) {
            registration(payment, registered.getOrDefault(payment.reference(), List.of()));
            statement(payment, lines, bank.find(payment.endToEndId()));
        }
        Set<String> known = payments.stream().map(Payment::reference).collect(Collectors.toSet());
        registered.forEach((memo, ours) ->
                violations.unless(known.contains(memo), "Odoo has a payment nobody here ordered: %s", ours));
        lines.forEach((reference, booked) -> violations.unless(
                known.contains(reference.replace(" returned", "")),
                "Odoo has a booking of a payment that is not ours: %s",
                booked));
        bills(payments);
        jdbc.sql(TASKS)
                .query(String.class)
                .list()
                .forEach(task -> violations.add("Odoo was not told to the end: " + task));
    }

    /** A payment that left is registered exactly once, one that did not or came back is not. */
    private void registration(Payment payment, List<ErpBooks.Payment> registered) {
        int expected = PAID.contains(payment.state()) ? 1 : 0;
        violations.unless(
                registered.size() == expected,
                "%s is %s and registered %d times in Odoo: %s",
                payment.reference(),
                payment.state(),
                registered.size(),
                registered);
        for (ErpBooks.Payment one : registered) {
            violations.unless(
                    one.amount().compareTo(payment.amount()) == 0
                            && one.currency().equals(payment.currency())
                            && one.applied()
                            && POSTED.contains(one.state())
                            && payment.billIds().containsAll(one.bills()),
                    "%s is not what is registered in Odoo: %s",
                    payment,
                    one);
            violations.unless(
                    one.matched() == payment.state().equals("RECONCILED"),
                    "%s is %s; matched with a booking in Odoo: %s",
                    payment.reference(),
                    payment.state(),
                    one.matched());
        }
    }

    /** The bookings in Odoo are those of the bank: the debit of what is reconciled, and both of what came back. */
    private void statement(
            Payment payment, Map<String, List<ErpBooks.Line>> lines, BankBooks.@Nullable Account account) {
        List<ErpBooks.Line> out = lines.getOrDefault(payment.reference(), List.of());
        List<ErpBooks.Line> back = lines.getOrDefault(payment.reference() + " returned", List.of());
        boolean returned = payment.state().equals("REVERSED");
        violations.unless(
                returned
                        ? out.size() <= 1 && back.size() == out.size()
                        : out.size() == (payment.state().equals("RECONCILED") ? 1 : 0) && back.isEmpty(),
                "%s is %s; booked in Odoo: %s, returned: %s",
                payment.reference(),
                payment.state(),
                out,
                back);
        violations.unless(
                out.stream().allMatch(line -> line.amount().negate().compareTo(payment.amount()) == 0)
                        && back.stream().allMatch(line -> line.amount().compareTo(payment.amount()) == 0),
                "%s is booked in Odoo with another amount: %s %s",
                payment,
                out,
                back);
        violations.unless(
                out.isEmpty() || (account != null && account.debits() == 1 && account.returned() == !back.isEmpty()),
                "%s is booked in Odoo otherwise than at the bank: %s %s",
                payment.reference(),
                out,
                back);
    }

    /** Each bill is paid as far as its payments say, and the hub knows it as Odoo does. */
    private void bills(List<Payment> payments) {
        Map<String, Invoice> invoices = jdbc.sql(INVOICES).query(Invoice.class).list().stream()
                .collect(Collectors.toMap(Invoice::erpId, Function.identity()));
        Map<String, BigDecimal> taken = new HashMap<>();
        jdbc.sql(ALLOCATED).query(Taken.class).list().forEach(t -> taken.put(t.bill(), t.taken()));
        // What a credit note reduced stays reduced when the payment comes back.
        Set<Integer> netted = new HashSet<>();
        payments.stream().filter(Payment::netted).forEach(payment -> netted.addAll(payment.billIds()));
        for (ErpBooks.Bill bill : books.bills()) {
            String id = String.valueOf(bill.id());
            BigDecimal open = bill.total().subtract(taken.getOrDefault(id, BigDecimal.ZERO));
            violations.unless(
                    open.signum() >= 0
                            && (netted.contains(bill.id()) || bill.open().compareTo(open) == 0),
                    "Bill %s has %s open in Odoo; by its payments it should be %s",
                    bill.name(),
                    bill.open(),
                    open);
            Invoice invoice = invoices.get(id);
            violations.unless(
                    invoice != null
                            && invoice.residual().compareTo(bill.open()) == 0
                            && invoice.erpState().equals(bill.paymentState())
                            && (invoice.blocked() != null)
                                    == bill.paymentState().equals("blocked"),
                    "Bill %s is not here what it is in Odoo: %s, %s",
                    bill.name(),
                    invoice,
                    bill);
        }
    }
}
