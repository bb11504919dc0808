package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads invoices, parties, legal entities and our accounts. */
@Component
class MasterReading {

    private static final String OPEN_INVOICES = """
            select i.*, t.name as party_name, a.number as account_number,
                   greatest(i.residual - i.allocated, 0) as open
            from payments.invoice i join payments.party t on t.id = i.party_id
            left join payments.party_account a on a.id = i.account_id
            where %s and i.residual > i.allocated and i.erp_state in ('not_paid', 'partial', 'blocked')
              and (cast(:entity as text) is null or i.legal_entity = :entity)
              and (cast(:text as text) is null or t.name ilike '%%' || :text || '%%'
                   or i.number ilike '%%' || :text || '%%' or i.supplier_ref ilike '%%' || :text || '%%')
              and (cast(:due as date) is null or (i.due_on, i.id) > (cast(:due as date), cast(:id as uuid)))
            order by i.due_on, i.id limit :rows
            """.formatted(Checks.inScope("i.legal_entity"));

    private static final String CHOSEN_INVOICES = """
            select i.*, t.name as party_name, a.number as account_number,
                   greatest(i.residual - i.allocated, 0) as open
            from payments.invoice i join payments.party t on t.id = i.party_id
            left join payments.party_account a on a.id = i.account_id
            where i.id = any (cast(:ids as uuid[])) and %s
            order by i.due_on, i.id
            """.formatted(Checks.inScope("i.legal_entity"));

    private static final String PARTIES = """
            select p.id, p.kind, p.name, p.country, p.risk, p.active, p.erp_id,
                   a.id as account_id, a.number, a.bic, a.trusted, a.fault, a.active as account_active
            from (select * from payments.party p
                  where (cast(:text as text) is null or p.name ilike '%%' || :text || '%%')
                    and (p.kind <> 'EMPLOYEE' or :salaries)
                    and (cast(:name as text) is null or (p.name, p.id) > (:name, cast(:id as uuid)))
                  order by p.name, p.id limit :rows) p
            left join payments.party_account a on a.party_id = p.id
            order by p.name, p.id, a.number
            """.replace("%%", "%");

    private final JdbcClient jdbc;

    MasterReading(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Views.Page<Views.Invoice> openInvoices(
            Caller caller, @Nullable String text, @Nullable String legalEntity, @Nullable String after, int limit) {
        @Nullable String[] key = key(after);
        List<Views.Invoice> rows = jdbc.sql(OPEN_INVOICES)
                .param("scope", Checks.scope(caller))
                .param("entity", legalEntity)
                .param("text", text)
                .param("due", date(key[0]))
                .param("id", key[1])
                .param("rows", Keyset.rows(limit))
                .query(MasterReading::invoice)
                .list();
        return Keyset.page(rows, limit, invoice -> invoice.dueOn() + "|" + invoice.id());
    }

    List<Views.Invoice> invoices(Caller caller, List<UUID> ids) {
        return jdbc.sql(CHOSEN_INVOICES)
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .param("scope", Checks.scope(caller))
                .query(MasterReading::invoice)
                .list();
    }

    Views.Page<Views.Party> parties(Caller caller, @Nullable String text, @Nullable String after, int limit) {
        @Nullable String[] key = key(after);
        Map<UUID, Views.Party> parties = new LinkedHashMap<>();
        jdbc.sql(PARTIES)
                .param("salaries", Checks.salaries(caller))
                .param("text", text)
                .param("name", key[0])
                .param("id", key[1])
                .param("rows", Keyset.rows(limit))
                .query(row -> {
                    parties.merge(row.getObject("id", UUID.class), party(row), MasterReading::together);
                });
        return Keyset.page(List.copyOf(parties.values()), limit, party -> party.name() + "|" + party.id());
    }

    List<Views.LegalEntity> legalEntities(Caller caller) {
        return jdbc.sql("select * from payments.legal_entity where " + Checks.inScope("code") + " order by name")
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Views.LegalEntity(
                        row.getString("code"),
                        row.getString("name"),
                        row.getString("country"),
                        row.getString("currency"),
                        row.getString("zone"),
                        row.getString("erp_id")))
                .list();
    }

    List<Views.OwnAccount> ownAccounts(Caller caller) {
        return jdbc.sql("select * from payments.own_account where " + Checks.inScope("legal_entity")
                        + " order by legal_entity, name, number")
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Views.OwnAccount(
                        row.getObject("id", UUID.class),
                        row.getString("legal_entity"),
                        row.getString("number"),
                        row.getString("bic"),
                        row.getString("currency"),
                        row.getString("name"),
                        row.getString("connection"),
                        row.getString("erp_id")))
                .list();
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Not a cursor of this list", e);
        }
    }

    /** A key of two parts; the id is the last one. */
    private static @Nullable String[] key(@Nullable String cursor) {
        String key = Keyset.decode(cursor);
        if (key == null) {
            return new @Nullable String[] {null, null};
        }
        int cut = key.lastIndexOf('|');
        if (cut < 0) {
            throw new IllegalArgumentException("Not a cursor of this list");
        }
        UUID id = UUID.fromString(key.substring(cut + 1));
        return new @Nullable String[] {key.substring(0, cut), id.toString()};
    }

    private static Views.Invoice invoice(ResultSet row, int n) throws SQLException {
        return new Views.Invoice(
                row.getObject("id", UUID.class),
                row.getString("legal_entity"),
                row.getObject("party_id", UUID.class),
                row.getString("party_name"),
                row.getString("kind"),
                row.getString("number"),
                row.getString("supplier_ref"),
                row.getObject("issued_on", LocalDate.class),
                row.getObject("due_on", LocalDate.class),
                row.getString("currency"),
                row.getBigDecimal("total"),
                row.getBigDecimal("residual"),
                row.getBigDecimal("open"),
                row.getString("account_number"),
                row.getString("blocked"),
                row.getString("erp_state"),
                row.getString("erp_id"));
    }

    private static Views.Party party(ResultSet row) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        return new Views.Party(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("name"),
                row.getString("country"),
                row.getString("risk"),
                row.getBoolean("active"),
                row.getString("erp_id"),
                account == null
                        ? List.of()
                        : List.of(new Views.PartyAccount(
                                account,
                                row.getString("number"),
                                row.getString("bic"),
                                row.getBoolean("trusted"),
                                row.getString("fault"),
                                row.getBoolean("account_active"))));
    }

    private static Views.Party together(Views.Party party, Views.Party more) {
        List<Views.PartyAccount> accounts = new ArrayList<>(party.accounts());
        accounts.addAll(more.accounts());
        return new Views.Party(
                party.id(),
                party.kind(),
                party.name(),
                party.country(),
                party.risk(),
                party.active(),
                party.erpId(),
                accounts);
    }
}
