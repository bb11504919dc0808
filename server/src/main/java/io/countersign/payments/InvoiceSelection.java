package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes payments of invoices: one per legal entity, creditor account and currency, with credit notes netted. Two invoices
 * that look like the same document get payments of their own, so that the duplicate guard can hold one of them.
 */
@Component
class InvoiceSelection {

    private static final int MOST_INVOICES = 10_000;

    /** Locked in order of their ids, so that two clerks cannot take the same invoice. */
    private static final String CHOSEN = """
            select i.id, i.legal_entity, i.kind, i.number, i.supplier_ref, i.currency, i.payment_reference, i.blocked,
                   i.erp_state, i.residual - i.allocated as open, i.party_id, t.name, a.number as account, a.bic,
                   t.country
            from payments.invoice i
            join payments.party t on t.id = i.party_id
            left join payments.party_account a on a.id = i.account_id
            where i.id = any (cast(:ids as uuid[])) order by i.id for update of i
            """;

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

    private record Chosen(
            UUID id,
            String legalEntity,
            boolean creditNote,
            String number,
            @Nullable String supplierRef,
            String currency,
            @Nullable String paymentReference,
            @Nullable String blocked,
            BigDecimal open,
            UUID party,
            String creditor,
            @Nullable String account,
            @Nullable String bic,
            @Nullable String country) {

        static Chosen of(ResultSet row, int n) throws SQLException {
            return new Chosen(
                    row.getObject("id", UUID.class),
                    row.getString("legal_entity"),
                    row.getString("kind").equals("CREDIT_NOTE"),
                    row.getString("number"),
                    row.getString("supplier_ref"),
                    row.getString("currency"),
                    row.getString("payment_reference"),
                    row.getString("blocked"),
                    row.getBigDecimal("open"),
                    row.getObject("party_id", UUID.class),
                    row.getString("name"),
                    row.getString("account"),
                    row.getString("bic"),
                    row.getString("country"));
        }

        /** What the creditor calls the document. */
        String document() {
            return supplierRef == null || supplierRef.isBlank() ? number : supplierRef;
        }

        BigDecimal signed() {
            return creditNote ? open.negate() : open;
        }

        String businessKey() {
            return IntakeSql.businessKey(
                    legalEntity,
                    account == null ? "" : account,
                    document() + (creditNote ? "-CREDIT" : ""),
                    open.toPlainString(),
                    currency);
        }
    }

    /** Invoices that share a payment; {@code repeat} keeps look-alikes apart. */
    private record Group(String legalEntity, String account, String currency, int repeat) {}

    Runs.Made run(Caller caller, String name, List<UUID> ids, LocalDate requestedOn) {
        List<Chosen> chosen = jdbc.sql(CHOSEN)
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .query(Chosen::of)
                .list();
        List<Fault> faults = faults(caller, ids, chosen, requestedOn);
        if (!faults.isEmpty()) {
            return new Runs.Made.Refused(faults.getFirst().code(), faults);
        }
        Map<Group, List<Chosen>> groups = group(chosen);
        groups.forEach((group, invoices) -> {
            if (sum(invoices).signum() <= 0) {
                faults.add(new Fault(
                        "/invoices",
                        ErrorCode.AMOUNT_INVALID,
                        "The credit notes of %s are not less than its bills"
                                .formatted(invoices.getFirst().creditor())));
            }
        });
        if (!faults.isEmpty()) {
            return new Runs.Made.Refused(ErrorCode.AMOUNT_INVALID, faults);
        }
        return store(caller, new RunHeader(name, "SUPPLIER", "CONSOLE"), groups, requestedOn);
    }

    private Runs.Made store(Caller caller, RunHeader header, Map<Group, List<Chosen>> groups, LocalDate requestedOn) {
        List<BulkIntake.Staged> payments = new ArrayList<>();
        Allocations allocations = new Allocations();
        groups.forEach((group, invoices) -> {
            UUID payment = ids.next();
            payments.add(new BulkIntake.Staged(
                    payment,
                    payment(group, invoices, requestedOn),
                    invoices.getFirst().party()));
            invoices.forEach(invoice -> allocations.add(payment, invoice));
        });
        Runs.Made made = bulk.run(caller, header, payments);
        if (made instanceof Runs.Made.Run) {
            jdbc.sql(ALLOCATE).params(allocations.parameters()).update();
        }
        return made;
    }

    private List<Fault> faults(Caller caller, List<UUID> ids, List<Chosen> chosen, LocalDate requestedOn) {
        List<Fault> faults = new ArrayList<>();
        if (ids.isEmpty() || ids.size() > MOST_INVOICES) {
            faults.add(new Fault("/invoices", ErrorCode.INVALID, "Choose 1 to " + MOST_INVOICES + " invoices"));
        }
        Map<UUID, Chosen> byId = chosen.stream().collect(Collectors.toMap(Chosen::id, invoice -> invoice));
        for (int i = 0; i < ids.size(); i++) {
            Chosen invoice = byId.get(ids.get(i));
            String path = "/invoices/" + i;
            if (invoice == null || !caller.covers(invoice.legalEntity())) {
                faults.add(new Fault(path, ErrorCode.NOT_FOUND, "There is no such invoice"));
            } else if (invoice.blocked() != null) {
                faults.add(new Fault(
                        path, ErrorCode.INVOICE_NOT_PAYABLE, invoice.number() + " is blocked: " + invoice.blocked()));
            } else if (invoice.account() == null) {
                faults.add(new Fault(
                        path,
                        ErrorCode.INVOICE_NOT_PAYABLE,
                        invoice.number() + ": " + invoice.creditor() + " has no bank account"));
            } else if (invoice.open().signum() <= 0) {
                faults.add(new Fault(
                        path, ErrorCode.INVOICE_TAKEN, invoice.number() + " has nothing left that is not being paid"));
            } else if (requestedOn.isBefore(dates.today(invoice.legalEntity()))) {
                faults.add(new Fault("/requestedOn", ErrorCode.DATE_INVALID, "The date is past"));
            }
        }
        return faults;
    }

    private static Map<Group, List<Chosen>> group(List<Chosen> chosen) {
        Map<Group, List<Chosen>> groups = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Chosen invoice : chosen) {
            int repeat = seen.merge(invoice.businessKey(), 1, Integer::sum) - 1;
            String account = Objects.requireNonNull(invoice.account());
            groups.computeIfAbsent(
                            new Group(invoice.legalEntity(), account, invoice.currency(), repeat),
                            _ -> new ArrayList<>())
                    .add(invoice);
        }
        return groups;
    }

    private static BigDecimal sum(List<Chosen> invoices) {
        return invoices.stream().map(Chosen::signed).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static NewPayment payment(Group group, List<Chosen> invoices, LocalDate requestedOn) {
        Chosen first = invoices.getFirst();
        String structured = structuredReference(invoices);
        String documents = invoices.stream().map(Chosen::document).collect(Collectors.joining(" "));
        return new NewPayment(
                group.legalEntity(),
                null,
                "SUPPLIER",
                new Money(sum(invoices), Currency.getInstance(group.currency())),
                requestedOn,
                cut(first.creditor(), 70),
                group.account(),
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
    private static @Nullable String structuredReference(List<Chosen> invoices) {
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

        void add(UUID payment, Chosen invoice) {
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
