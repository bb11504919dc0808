package io.countersign.bench.simulation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the money is where the hub says it is: each payment against the books of the bank and the wishes of its client. */
final class Verdict {

    private static final Set<String> BOOKED = Set.of("SETTLED", "RECONCILED");
    private static final Set<String> ENDED = Set.of("RECONCILED", "REJECTED", "CANCELLED", "EXPIRED", "REVERSED");

    private static final String PAYMENTS = """
            select p.id, p.reference, p.state, p.end_to_end_id, p.amount, p.currency, p.creditor_number, p.remittance,
                   encode(p.business_key, 'hex') as business_key,
                   (select count(*) from cases.record c where c.payment_id = p.id and c.state <> 'RESOLVED')::int as cases,
                   (select count(*) from payments.hold h where h.payment_id = p.id and h.reason = 'DUPLICATE'
                                                           and h.lifted_by is not null)::int as lifted
            from payments.payment p order by p.reference
            """;

    private static final String INVOICES = """
            select i.number || ': ' || i.allocated || ' allocated, ' || coalesce(a.taken, 0) || ' under way'
            from payments.invoice i
            left join (select a.invoice_id, sum(abs(a.amount)) as taken
                       from payments.allocation a join payments.payment p on p.id = a.payment_id
                       where p.state not in ('REJECTED', 'CANCELLED', 'EXPIRED', 'REVERSED') and not a.registered
                       group by a.invoice_id) a on a.invoice_id = i.id
            where i.allocated <> coalesce(a.taken, 0) or i.allocated > i.residual
            """;

    /** A payment that the bank accepted and never booked rightly has a break; one that has gone on has none any more. */
    private static final String BREAKS = """
            select b.kind || ': ' || b.reference || ' ' || b.detail
            from reconciliation.break b left join payments.payment p on p.id = b.payment_id
            where b.resolution is null and not (b.kind = 'SETTLEMENT_MISSING' and p.state = 'ACCEPTED')
            """;

    private static final String LINES = """
            select state || ' line ' || coalesce(end_to_end_id, '?') from reconciliation.line
            where state not in ('MATCHED', 'KNOWN')
            """;

    private final JdbcClient jdbc;
    private final Violations violations;

    Verdict(JdbcClient jdbc, Violations violations) {
        this.jdbc = jdbc;
        this.violations = violations;
    }

    private record Payment(
            UUID id,
            String reference,
            String state,
            String endToEndId,
            BigDecimal amount,
            String currency,
            String creditorNumber,
            @Nullable String remittance,
            String businessKey,
            int cases,
            int lifted) {}

    void judge(BankBooks books, List<Intent> intents) {
        List<Payment> payments = jdbc.sql(PAYMENTS).query(Payment.class).list();
        payments.forEach(payment -> {
            compare(payment, books.find(payment.endToEndId()));
            lostNowhere(payment);
        });
        Map<String, Payment> byEndToEndId = new HashMap<>();
        payments.forEach(payment -> byEndToEndId.put(payment.endToEndId(), payment));
        books.all().forEach(account -> {
            violations.unless(
                    byEndToEndId.containsKey(account.order().endToEndId()),
                    "The bank has %s and the hub does not",
                    account.order());
            violations.unless(account.debits() <= 1, "%s was paid %d times", account.order(), account.debits());
        });
        noDocumentTwice(payments, books);
        everyWishOnce(payments, intents);
        jdbc.sql(INVOICES).query(String.class).list().forEach(line -> violations.add("Invoice " + line));
    }

    /** Everything on the statements is explained by a payment in the end. */
    void explained() {
        jdbc.sql(BREAKS).query(String.class).list().forEach(line -> violations.add("Open break " + line));
        jdbc.sql(LINES).query(String.class).list().forEach(line -> violations.add("Unexplained " + line));
    }

    /** The ledger of the bank is the ledger of the hub. */
    private void compare(Payment payment, BankBooks.@Nullable Account account) {
        if (account == null) {
            violations.unless(
                    !BOOKED.contains(payment.state()) && !payment.state().equals("REVERSED"),
                    "%s is %s and the bank never had it",
                    payment.reference(),
                    payment.state());
            return;
        }
        BankBooks.Order order = account.order();
        violations.unless(
                order.amount().compareTo(payment.amount()) == 0
                        && order.currency().equals(payment.currency())
                        && order.creditor().equals(payment.creditorNumber()),
                "%s is not what the bank was told: %s",
                payment,
                order);
        violations.unless(
                account.paid() == BOOKED.contains(payment.state()),
                "%s is %s; at the bank: %d debits, returned: %s",
                payment.reference(),
                payment.state(),
                account.debits(),
                account.returned());
        violations.unless(
                account.returned() == payment.state().equals("REVERSED"),
                "%s is %s; returned by the bank: %s",
                payment.reference(),
                payment.state(),
                account.returned());
    }

    private void lostNowhere(Payment payment) {
        violations.unless(
                ENDED.contains(payment.state()) || payment.cases() > 0,
                "%s rests in %s and nobody has a case of it",
                payment.reference(),
                payment.state());
    }

    /** One document is paid once, unless a person said that what looks like a duplicate is none. */
    private void noDocumentTwice(List<Payment> payments, BankBooks books) {
        Map<String, Integer> paid = new LinkedHashMap<>();
        Map<String, Integer> allowed = new HashMap<>();
        for (Payment payment : payments) {
            BankBooks.Account account = books.find(payment.endToEndId());
            paid.merge(payment.businessKey(), account != null && account.paid() ? 1 : 0, Integer::sum);
            allowed.merge(payment.businessKey(), payment.lifted() > 0 ? 1 : 0, Integer::sum);
        }
        paid.forEach((key, times) -> violations.unless(
                times <= 1 + allowed.getOrDefault(key, 0),
                "One document was paid %d times; duplicates a person let pass: %d",
                times,
                allowed.get(key)));
    }

    /** What was answered with a yes is there, once; what was refused is not. */
    private void everyWishOnce(List<Payment> payments, List<Intent> intents) {
        Map<String, Integer> made = new HashMap<>();
        payments.stream().filter(p -> p.remittance() != null).forEach(p -> made.merge(p.remittance(), 1, Integer::sum));
        for (Intent intent : intents) {
            for (Intent.Wish wish : intent.wishes()) {
                int times = made.getOrDefault(wish.label(), 0);
                violations.unless(
                        times == (intent.isAccepted() ? 1 : 0),
                        "%s of %s became %d payments",
                        wish.label(),
                        intent,
                        times);
            }
        }
    }
}
