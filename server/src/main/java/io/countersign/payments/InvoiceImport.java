package io.countersign.payments;

import static io.countersign.payments.Companies.column;

import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Bills and credit notes, as the ERP tells them. */
@Component
class InvoiceImport {

    private static final String TAKE = """
            insert into payments.invoice (id, legal_entity, party_id, account_id, kind, number, supplier_ref, issued_on,
                                          due_on, currency, total, residual, payment_reference, blocked, erp_state,
                                          erp_id, imported_at)
            select n.id, e.code, p.id, a.id, n.kind, n.number, n.supplier_ref, n.issued_on, n.due_on, n.currency,
                   n.total, n.residual, n.payment_reference, n.blocked, n.erp_state, n.erp_id, cast(:at as timestamptz)
            from unnest(cast(:ids as uuid[]), cast(:entities as text[]), cast(:parties as text[]),
                        cast(:accounts as text[]), cast(:kinds as text[]), cast(:numbers as text[]),
                        cast(:supplier_refs as text[]), cast(:issued as date[]), cast(:due as date[]),
                        cast(:currencies as text[]), cast(:totals as numeric[]), cast(:residuals as numeric[]),
                        cast(:payment_references as text[]), cast(:blocked as text[]), cast(:states as text[]),
                        cast(:erp_ids as text[]))
                 as n(id, entity, party, account, kind, number, supplier_ref, issued_on, due_on, currency, total,
                      residual, payment_reference, blocked, erp_state, erp_id)
            join payments.legal_entity e on e.erp_id = n.entity
            join payments.party p on p.erp_id = n.party
            left join payments.party_account a on a.erp_id = n.account
            on conflict (erp_id) do update set party_id = excluded.party_id, account_id = excluded.account_id,
                kind = excluded.kind, number = excluded.number, supplier_ref = excluded.supplier_ref,
                issued_on = excluded.issued_on, due_on = excluded.due_on, currency = excluded.currency,
                total = excluded.total, residual = excluded.residual, payment_reference = excluded.payment_reference,
                blocked = excluded.blocked, erp_state = excluded.erp_state, imported_at = excluded.imported_at
            """;

    private static final String BLOCKED = """
            select p.id, 'Invoice ' || i.number || ' is blocked: ' || i.blocked as detail
            from payments.invoice i
            join payments.allocation a on a.invoice_id = i.id
            join payments.payment p on p.id = a.payment_id
            where i.erp_id = any (cast(:erp_ids as text[])) and i.blocked is not null
              and p.state in ('VALIDATED', 'AWAITING_APPROVAL', 'APPROVED', 'RELEASED')
            order by p.id for update of p
            """;

    private static final String REGISTERED = """
            with told as (
                update payments.allocation set registered = true, accounted_on = :accounted
                where payment_id = :payment and not registered returning invoice_id, abs(amount) as amount)
            update payments.invoice i set allocated = i.allocated - t.amount from told t where i.id = t.invoice_id
            """;

    private final JdbcClient jdbc;
    private final Holds holds;
    private final Clock clock;
    private final Ids ids;

    InvoiceImport(JdbcClient jdbc, Holds holds, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.holds = holds;
        this.clock = clock;
        this.ids = ids;
    }

    void take(List<MasterData.Invoice> invoices, Cause cause) {
        String[] erpIds = invoices.stream().map(MasterData.Invoice::erpId).toArray(String[]::new);
        jdbc.sql(TAKE)
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("ids", column(invoices, _ -> ids.next().toString()))
                .param("entities", column(invoices, MasterData.Invoice::legalEntityErpId))
                .param("parties", column(invoices, MasterData.Invoice::partyErpId))
                .param("accounts", column(invoices, MasterData.Invoice::accountErpId))
                .param("kinds", column(invoices, MasterData.Invoice::kind))
                .param("numbers", column(invoices, MasterData.Invoice::number))
                .param("supplier_refs", column(invoices, MasterData.Invoice::supplierReference))
                .param("issued", column(invoices, i -> i.issuedOn().toString()))
                .param("due", column(invoices, i -> i.dueOn().toString()))
                .param("currencies", column(invoices, MasterData.Invoice::currency))
                .param("totals", column(invoices, i -> i.total().toPlainString()))
                .param("residuals", column(invoices, i -> i.residual().toPlainString()))
                .param("payment_references", column(invoices, MasterData.Invoice::paymentReference))
                .param("blocked", column(invoices, MasterData.Invoice::blocked))
                .param("states", column(invoices, MasterData.Invoice::erpState))
                .param("erp_ids", erpIds)
                .update();
        List<Holds.Placed> affected = jdbc.sql(BLOCKED)
                .param("erp_ids", erpIds)
                .query((row, n) -> new Holds.Placed(row.getObject(1, UUID.class), "INVOICE_BLOCKED", row.getString(2)))
                .list();
        holds.place(affected, cause);
    }

    /** The ERP's residual now speaks for the payment; what we had set aside for it is free. */
    void registered(UUID payment, LocalDate accountedOn) {
        jdbc.sql(REGISTERED)
                .param("payment", payment)
                .param("accounted", accountedOn)
                .update();
    }
}
