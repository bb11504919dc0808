package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sums up what each bank connection is yet to carry. */
@Component
class Loads {

    private static final String WAITING = """
            select p.connection, p.state, p.currency, count(*)::int, sum(p.amount)
            from payments.payment p
            where p.state in ('RELEASED', 'SENDING', 'UNKNOWN') and p.connection is not null and %s
            group by p.connection, p.state, p.currency order by p.connection, p.state, p.currency
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;

    Loads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Key(String connection, PaymentState state) {}

    List<PaymentQueries.Load> of(Caller caller) {
        Map<Key, List<Views.CurrencySum>> sums = new LinkedHashMap<>();
        jdbc.sql(WAITING).param("scope", Checks.scope(caller)).query(row -> {
            sums.computeIfAbsent(
                            new Key(row.getString(1), PaymentState.valueOf(row.getString(2))), _ -> new ArrayList<>())
                    .add(new Views.CurrencySum(row.getString(3), row.getInt(4), row.getBigDecimal(5)));
        });
        return sums.entrySet().stream()
                .map(load -> new PaymentQueries.Load(
                        load.getKey().connection(), load.getKey().state(), List.copyOf(load.getValue())))
                .toList();
    }
}
