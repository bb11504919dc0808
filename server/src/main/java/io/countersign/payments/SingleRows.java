package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes single instructions of one or several callers by one statement: idempotency key, payment, event and audit entry
 * of each together or not at all.
 */
@Component
class SingleRows {

    /** Who has to wait longer for a row that another process holds waits alone. */
    private static final String PATIENCE_OF_A_GROUP = "200ms";

    private static final String FOREVER = "0";

    /** The length of the arrays is kept from the planner, so that it makes one plan and not one for each group. */
    private static final String INCOMING = """
            with incoming as (
                select i.*, null::int as line, null::uuid as party, null::jsonb as address,
                       set_config('lock_timeout', :patience, true) as patience
                from unnest(
                    (select :id::uuid[]), (select :legal_entity::text[]), (select :debtor_account::text[]),
                    (select :kind::text[]), (select :amount::numeric[]), (select :currency::text[]),
                    (select :requested_on::date[]), (select :creditor_name::text[]),
                    (select :creditor_number::text[]), (select :creditor_bic::text[]),
                    (select :creditor_country::text[]), (select :remittance::text[]),
                    (select :structured_ref::text[]), (select :purpose::text[]), (select :business_key::text[]),
                    (select :end_to_end_id::text[]), (select :suffix::text[]), (select :key::text[]),
                    (select :fingerprint::text[]), (select :correlation::text[]), (select :trace::text[]),
                    (select :actor_kind::text[]), (select :actor::text[]), (select :actor_name::text[]),
                    (select :origin::text[]))
                as i(id, legal_entity, debtor_account, kind, amount, currency, requested_on, creditor_name,
                     creditor_number, creditor_bic, creditor_country, remittance, structured_ref, purpose,
                     business_key, end_to_end_id, suffix, key, fingerprint, correlation_id, journal_trace,
                     journal_kind, journal_actor, journal_name, journal_origin)),
            """;

    /** Of two with one key the first is stored. Keys are taken in one order, so that two groups cannot block each other. */
    private static final String KEYS = """
            , key as (
                insert into payments.idempotency_key (caller, key, fingerprint, answer, created_at)
                select journal_actor, key, decode(fingerprint, 'hex'),
                       jsonb_build_object('id', id, 'reference', reference), :journal_at
                from account where account_id is not null and key is not null
                order by journal_actor, key
                on conflict do nothing returning (answer ->> 'id')::uuid as id)
            """;

    /** The second thing that is taken, again in one order and after all keys. */
    private static final String FIRST_OF_ITS_KEY = "(key is null or id in (select id from key)) order by end_to_end_id";

    private static final String JOURNAL = ", journal as (" + IntakeSql.RECEIVED + """
            , a.journal_trace, a.journal_kind, a.journal_actor, a.journal_name, a.journal_origin
            from paid p join account a on a.id = p.id)
            """;

    private static final String RESULT = """
            select a.id, p.reference, a.account_id is not null as account
            from account a left join paid p on p.id = a.id
            """;

    /** An instruction that passed every check that needs no database. */
    record Row(
            UUID id,
            Caller caller,
            NewPayment payment,
            @Nullable IdempotencyKey key) {

        Cause cause() {
            return caller.cause();
        }

        String amount() {
            return payment.amount().amount().toPlainString();
        }

        String currency() {
            return payment.amount().currency().getCurrencyCode();
        }
    }

    /**
     * What became of it.
     *
     * @param reference null if it was not stored
     * @param account whether there is an account to debit; if there is one, the key was used before
     */
    record Taken(@Nullable String reference, boolean account) {}

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Clock clock;
    private final String sql;

    SingleRows(JdbcClient jdbc, Journal journal, Clock clock) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.clock = clock;
        sql = INCOMING
                + IntakeSql.ACCOUNTS
                + KEYS
                + IntakeSql.STORE.formatted(FIRST_OF_ITS_KEY)
                + JOURNAL
                + journal.appendEach(RESULT);
    }

    /** Writes all of them in one transaction, or none; answers in their order. */
    List<Taken> write(List<Row> rows) {
        Map<UUID, Taken> taken = new HashMap<>();
        journal.bindTime(jdbc.sql(sql))
                .param("patience", rows.size() == 1 ? FOREVER : PATIENCE_OF_A_GROUP)
                .param("run", null)
                .param("year", SingleIntake.year(clock.instant()))
                .params(payments(rows))
                .params(circumstances(rows))
                .query(row -> {
                    taken.put(row.getObject(1, UUID.class), new Taken(row.getString(2), row.getBoolean(3)));
                });
        return rows.stream()
                .map(row -> taken.getOrDefault(row.id(), new Taken(null, false)))
                .toList();
    }

    private static Map<String, Object> payments(List<Row> rows) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("id", column(rows, row -> row.id().toString()));
        columns.put("amount", column(rows, Row::amount));
        columns.put("currency", column(rows, Row::currency));
        columns.put("suffix", column(rows, row -> IntakeSql.suffix(row.id())));
        columns.put(
                "business_key",
                column(rows, row -> SingleIntake.businessKey(row.payment(), row.amount(), row.currency())));
        Map<String, Function<NewPayment, @Nullable String>> texts = Map.ofEntries(
                Map.entry("legal_entity", NewPayment::legalEntity),
                Map.entry("debtor_account", NewPayment::debtorAccount),
                Map.entry("kind", NewPayment::kind),
                Map.entry("requested_on", payment -> payment.requestedOn().toString()),
                Map.entry("creditor_name", NewPayment::creditorName),
                Map.entry("creditor_number", NewPayment::creditorNumber),
                Map.entry("creditor_bic", NewPayment::creditorBic),
                Map.entry("creditor_country", NewPayment::creditorCountry),
                Map.entry("remittance", NewPayment::remittance),
                Map.entry("structured_ref", NewPayment::structuredReference),
                Map.entry("purpose", NewPayment::purpose),
                Map.entry("end_to_end_id", NewPayment::endToEndId));
        texts.forEach((name, value) -> columns.put(name, column(rows, row -> value.apply(row.payment()))));
        return columns;
    }

    /** The key under which each was asked for, by whom, and in which context. */
    private static Map<String, Object> circumstances(List<Row> rows) {
        return Map.of(
                "key", column(rows, row -> row.key() == null ? null : row.key().key()),
                "fingerprint",
                        column(rows, row -> row.key() == null ? null : row.key().fingerprint()),
                "correlation", column(rows, row -> row.cause().correlationId()),
                "trace", column(rows, row -> row.cause().traceparent()),
                "actor_kind", column(rows, row -> row.cause().actor().kind().name()),
                "actor", column(rows, row -> row.cause().actor().id()),
                "actor_name", column(rows, row -> row.cause().actor().name()),
                "origin", column(rows, row -> row.cause().origin()));
    }

    private static @Nullable String[] column(List<Row> rows, Function<Row, @Nullable String> value) {
        @Nullable String[] column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
