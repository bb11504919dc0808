package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes payments of invoices, whole or in part, as {@link PaymentGroups} puts them together. */
@Component
class InvoiceSelection {

    /** Locked in order of their ids, so that two clerks cannot take the same invoice, nor parts that are more than it. */
    private static final String CHOSEN = """
            select %s
            from payments.invoice i
            join payments.party t on t.id = i.party_id
            left join payments.party_account a on a.id = i.account_id
            where i.id = any (cast(:ids as uuid[])) order by i.id for update of i
            """.formatted(ChosenInvoice.COLUMNS);

    /** SQL that keeps payments {@code p} that pay, or may yet pay, what they were made for. */
    static final String PAYS = "p.state not in ('REJECTED', 'CANCELLED', 'EXPIRED', 'REVERSED')";

    /** Read once the invoices are locked: what another clerk took meanwhile is there then. */
    private static final String KEYS = """
            select a.invoice_id, encode(a.business_key, 'hex') as key
            from payments.allocation a join payments.payment p on p.id = a.payment_id
            where a.invoice_id = any (cast(:ids as uuid[])) and %s
            """.formatted(PAYS);

    private static final String ALLOCATE = """
            with taken as (
                insert into payments.allocation (payment_id, invoice_id, amount, business_key)
                select a.payment, a.invoice, a.amount, decode(a.key, 'hex')
                from unnest(cast(:payments as uuid[]), cast(:invoices as uuid[]), cast(:amounts as numeric[]),
                            cast(:keys as text[])) as a(payment, invoice, amount, key)
                returning invoice_id, abs(amount) as amount)
            update payments.invoice i set allocated = i.allocated + t.amount from taken t where i.id = t.invoice_id
            """;

    private final JdbcClient jdbc;
    private final BulkIntake bulk;
    private final BusinessDates dates;
    private final Ids ids;

    InvoiceSelection(JdbcClient jdbc, BulkIntake bulk, BusinessDates dates, Ids ids) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.dates = dates;
        this.ids = ids;
    }

    Runs.Made run(Caller caller, Runs.Selection selection) {
        Map<UUID, ChosenInvoice> chosen = lock(selection.invoices());
        List<Fault> faults = new InvoiceFaults(caller, chosen).of(selection, dates::today);
        if (!faults.isEmpty()) {
            return new Runs.Made.Refused(faults.getFirst().code(), faults);
        }
        Map<UUID, ChosenInvoice> toPay = toPay(chosen, selection.parts());
        List<PaymentGroups.Group> groups = PaymentGroups.of(
                toPay.values().stream().map(ChosenInvoice::toPay).toList());
        groups.stream().filter(group -> group.amount().signum() <= 0).forEach(group -> {
            ChosenInvoice first = invoice(toPay, group.documents().getFirst());
            faults.add(new Fault(
                    "/invoices",
                    ErrorCode.AMOUNT_INVALID,
                    "The credit notes of %s are not less than its bills".formatted(first.creditor())));
        });
        if (!faults.isEmpty()) {
            return new Runs.Made.Refused(ErrorCode.AMOUNT_INVALID, faults);
        }
        return store(caller, selection, together(groups, toPay));
    }

    private static List<List<ChosenInvoice>> together(
            List<PaymentGroups.Group> groups, Map<UUID, ChosenInvoice> toPay) {
        return groups.stream()
                .map(group -> group.documents().stream()
                        .map(document -> invoice(toPay, document))
                        .toList())
                .toList();
    }

    private Map<UUID, ChosenInvoice> lock(List<UUID> ids) {
        Map<UUID, ChosenInvoice> chosen = new LinkedHashMap<>();
        jdbc.sql(CHOSEN)
                .param("ids", texts(ids))
                .query(ChosenInvoice::of)
                .list()
                .forEach(invoice -> chosen.put(invoice.id(), invoice));
        return chosen;
    }

    /** Each invoice with what is to be paid of it, and the keys of what pays it already. */
    private Map<UUID, ChosenInvoice> toPay(Map<UUID, ChosenInvoice> chosen, List<Runs.Part> parts) {
        Map<UUID, Set<String>> keys = new HashMap<>();
        jdbc.sql(KEYS).param("ids", texts(chosen.keySet())).query(row -> {
            keys.computeIfAbsent(row.getObject("invoice_id", UUID.class), _ -> new HashSet<>())
                    .add(row.getString("key"));
        });
        Map<UUID, BigDecimal> amounts =
                parts.stream().collect(Collectors.toMap(Runs.Part::invoiceId, Runs.Part::amount));
        Map<UUID, ChosenInvoice> toPay = new LinkedHashMap<>();
        chosen.forEach((id, invoice) -> {
            BigDecimal amount = amounts.getOrDefault(id, invoice.open());
            BigDecimal exact = new Money(amount, Currency.getInstance(invoice.currency())).amount();
            toPay.put(id, invoice.paying(exact, keys.getOrDefault(id, Set.of())));
        });
        return toPay;
    }

    private static ChosenInvoice invoice(Map<UUID, ChosenInvoice> invoices, PaymentGroups.Document document) {
        return Objects.requireNonNull(invoices.get(document.id()));
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private Runs.Made store(Caller caller, Runs.Selection selection, List<List<ChosenInvoice>> groups) {
        List<BulkIntake.Staged> payments = new ArrayList<>();
        Allocations allocations = new Allocations();
        groups.forEach(invoices -> {
            UUID payment = ids.next();
            payments.add(new BulkIntake.Staged(
                    payment,
                    payment(invoices, selection.requestedOn()),
                    invoices.getFirst().party()));
            invoices.forEach(invoice -> allocations.add(payment, invoice));
        });
        Runs.Made made = bulk.run(caller, new RunHeader(selection.name(), "SUPPLIER", "CONSOLE"), payments);
        if (made instanceof Runs.Made.Run) {
            jdbc.sql(ALLOCATE).params(allocations.parameters()).update();
        }
        return made;
    }

    private static NewPayment payment(List<ChosenInvoice> invoices, LocalDate requestedOn) {
        ChosenInvoice first = invoices.getFirst();
        BigDecimal sum = invoices.stream().map(ChosenInvoice::signed).reduce(BigDecimal.ZERO, BigDecimal::add);
        String structured = structuredReference(invoices);
        String documents = invoices.stream().map(ChosenInvoice::document).collect(Collectors.joining(" "));
        return new NewPayment(
                first.legalEntity(),
                null,
                "SUPPLIER",
                new Money(sum, Currency.getInstance(first.currency())),
                requestedOn,
                cut(first.creditor(), 70),
                Objects.requireNonNull(first.account()),
                first.bic(),
                first.country(),
                structured == null ? cut(documents, InstructionCheck.REMITTANCE) : null,
                structured,
                null,
                documents,
                null,
                List.of());
    }

    /** A check-digit reference can be told only where one invoice is paid alone. */
    private static @Nullable String structuredReference(List<ChosenInvoice> invoices) {
        String reference = invoices.size() == 1 ? invoices.getFirst().paymentReference() : null;
        if (reference == null) {
            return null;
        }
        String compact = StructuredReference.compact(reference);
        String country = StructuredReference.country(
                AccountCheck.compact(invoices.getFirst().account()),
                invoices.getFirst().country());
        return StructuredReference.kinds(compact, country).isEmpty() ? null : compact;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** Which invoice each payment pays, as columns. */
    private static final class Allocations {
        private final List<String> payments = new ArrayList<>();
        private final List<String> invoices = new ArrayList<>();
        private final List<String> amounts = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();

        void add(UUID payment, ChosenInvoice invoice) {
            payments.add(payment.toString());
            invoices.add(invoice.id().toString());
            amounts.add(invoice.signed().toPlainString());
            keys.add(invoice.businessKey());
        }

        Map<String, Object> parameters() {
            return Map.of(
                    "payments", payments.toArray(String[]::new),
                    "invoices", invoices.toArray(String[]::new),
                    "amounts", amounts.toArray(String[]::new),
                    "keys", keys.toArray(String[]::new));
        }
    }
}
