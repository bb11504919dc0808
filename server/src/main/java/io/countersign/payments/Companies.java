package io.countersign.payments;

import io.countersign.model.Ids;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Our side of payments: legal entities, their bank accounts and the exchange rates of their books. */
@Component
class Companies {

    private static final String ENTITIES = """
            insert into payments.legal_entity (code, name, country, currency, zone, erp_id, address)
            select coalesce((select e.code from payments.legal_entity e where e.erp_id = n.erp_id), n.code), n.name,
                   n.country, n.currency, n.zone, n.erp_id, n.address::jsonb
            from unnest(cast(:codes as text[]), cast(:names as text[]), cast(:countries as text[]),
                        cast(:currencies as text[]), cast(:zones as text[]), cast(:erp_ids as text[]),
                        cast(:addresses as text[]))
                 as n(code, name, country, currency, zone, erp_id, address)
            on conflict (code) do update set name = excluded.name, country = excluded.country,
                currency = excluded.currency, zone = excluded.zone, erp_id = excluded.erp_id,
                address = excluded.address
            """;

    private static final String ACCOUNTS = """
            insert into payments.own_account (id, legal_entity, number, bic, currency, name, connection, erp_id)
            select n.id, e.code, n.number, n.bic, n.currency, n.name, n.connection, n.erp_id
            from unnest(cast(:ids as uuid[]), cast(:entities as text[]), cast(:numbers as text[]), cast(:bics as text[]),
                        cast(:currencies as text[]), cast(:names as text[]), cast(:connections as text[]),
                        cast(:erp_ids as text[])) as n(id, entity, number, bic, currency, name, connection, erp_id)
            join payments.legal_entity e on e.code = n.entity or e.erp_id = n.entity
            on conflict (number) do update set legal_entity = excluded.legal_entity, bic = excluded.bic,
                currency = excluded.currency, name = excluded.name, connection = excluded.connection,
                erp_id = excluded.erp_id
            """;

    private static final String RATES = """
            insert into payments.exchange_rate (currency, per_euro, on_date, source)
            select * from unnest(cast(:currencies as text[]), cast(:rates as numeric[]), cast(:dates as date[]),
                                 cast(:sources as text[]))
            on conflict (currency, on_date) do update set per_euro = excluded.per_euro, source = excluded.source
            """;

    private final JdbcClient jdbc;
    private final Ids ids;

    Companies(JdbcClient jdbc, Ids ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    void entities(List<MasterData.LegalEntity> entities) {
        jdbc.sql(ENTITIES)
                .param("codes", column(entities, MasterData.LegalEntity::code))
                .param("names", column(entities, MasterData.LegalEntity::name))
                .param("countries", column(entities, MasterData.LegalEntity::country))
                .param("currencies", column(entities, MasterData.LegalEntity::currency))
                .param("zones", column(entities, MasterData.LegalEntity::zone))
                .param("erp_ids", column(entities, MasterData.LegalEntity::erpId))
                .param("addresses", column(entities, MasterData.LegalEntity::addressJson))
                .update();
    }

    void accounts(List<MasterData.OwnAccount> accounts) {
        jdbc.sql(ACCOUNTS)
                .param("ids", column(accounts, _ -> ids.next().toString()))
                .param("entities", column(accounts, MasterData.OwnAccount::legalEntity))
                .param("numbers", column(accounts, account -> AccountCheck.compact(account.number())))
                .param("bics", column(accounts, MasterData.OwnAccount::bic))
                .param("currencies", column(accounts, MasterData.OwnAccount::currency))
                .param("names", column(accounts, MasterData.OwnAccount::name))
                .param("connections", column(accounts, MasterData.OwnAccount::connection))
                .param("erp_ids", column(accounts, MasterData.OwnAccount::erpId))
                .update();
    }

    void rates(List<MasterData.Rate> rates) {
        jdbc.sql(RATES)
                .param("currencies", column(rates, MasterData.Rate::currency))
                .param("rates", column(rates, rate -> rate.perEuro().toPlainString()))
                .param("dates", column(rates, rate -> rate.on().toString()))
                .param("sources", column(rates, MasterData.Rate::source))
                .update();
    }

    static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
