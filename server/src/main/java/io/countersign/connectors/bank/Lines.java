package io.countersign.connectors.bank;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.Dependencies;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankLines;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows the configured connections with their health, and raises an alarm before a key or certificate ends. */
@Component
class Lines implements BankLines {

    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

    /** Banks take weeks to accept a new key. */
    private static final Period AHEAD = Period.ofDays(30);

    /** What a person uploaded says nothing about the line. */
    private static final String LAST_FILE = """
            select received_at from connectors.inbound_file
            where connection = :connection and received_by = 'system:bank'
            order by received_at desc limit 1
            """;

    private final JdbcClient jdbc;
    private final BankConnections connections;
    private final Dependencies dependencies;
    private final Cases cases;
    private final Clock clock;
    private final Ids ids;

    Lines(JdbcClient jdbc, BankConnections connections, Dependencies dependencies, Cases cases, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.dependencies = dependencies;
        this.cases = cases;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public List<Line> lines(Caller caller) {
        if (!caller.may(Capability.OPERATIONS_READ) && !caller.may(Capability.CASES_TECHNICAL)) {
            CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        }
        Map<String, Dependencies.Health> health = dependencies.health().stream()
                .collect(Collectors.toMap(Dependencies.Health::name, Function.identity()));
        return connections.connections().stream()
                .sorted(Comparator.comparing(Connection::name))
                .map(connection -> line(connection, health.get(FileRail.dependency(connection))))
                .toList();
    }

    private Line line(Connection connection, Dependencies.@Nullable Health health) {
        return new Line(
                connection.name(),
                connection.channel().name(),
                connection.accounts().stream().map(Lines::masked).toList(),
                health != null && health.degraded(),
                health == null ? null : health.since(),
                health == null || !health.degraded() ? null : health.lastError(),
                lastFileAt(connection.name()),
                lastDay(connection),
                expiring(lastDay(connection)));
    }

    private @Nullable Instant lastFileAt(String connection) {
        return jdbc.sql(LAST_FILE)
                .param("connection", connection)
                .query((row, n) ->
                        row.getObject("received_at", OffsetDateTime.class).toInstant())
                .optional()
                .orElse(null);
    }

    /** Opens a case for each key or certificate that ends soon, and ends the case once there is a newer one. */
    void watchCredentials() {
        for (Connection connection : connections.connections()) {
            LocalDate last = lastDay(connection);
            if (last == null) {
                continue;
            }
            String key = "bank-credentials:" + connection.name();
            Cause cause = Cause.system("bank", ids.next());
            if (expiring(last)) {
                cases.open(
                        NewCase.technical(
                                key,
                                "CREDENTIAL_EXPIRES",
                                connection.name(),
                                "A key for %s ends on %s".formatted(connection.name(), last),
                                "Agree a new key or certificate with the bank, put it into the settings of the connection"
                                        + " and restart. After %s the bank takes nothing from us over it."
                                                .formatted(last)),
                        cause);
            } else {
                cases.over(key, "The key lasts until " + last, cause);
            }
        }
    }

    /** The day the settings name or, if it is earlier, the end of a certificate or key of ours or the bank's. */
    private @Nullable LocalDate lastDay(Connection connection) {
        LocalDate last = connection.credentialsExpire();
        try {
            if (connection.channel() == BankConnections.Channel.HTTPS) {
                last = earlier(last, ClientCertificate.lastDay(connection.api()));
            }
            if (connection.security() != null) {
                last = earlier(last, Seal.of(connection.security(), clock).lastDay());
            }
        } catch (GeneralSecurityException | IOException unusable) {
            LOG.warn("A key or certificate for {} cannot be read: {}", connection.name(), unusable.toString());
        }
        return last;
    }

    private static @Nullable LocalDate earlier(@Nullable LocalDate last, LocalDate end) {
        return end.equals(LocalDate.MAX) || (last != null && last.isBefore(end)) ? last : end;
    }

    private boolean expiring(@Nullable LocalDate last) {
        return last != null
                && !last.isAfter(
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plus(AHEAD));
    }

    private static String masked(String number) {
        return number.length() <= 8
                ? "…" + number.substring(Math.max(0, number.length() - 2))
                : number.substring(0, 4) + "…" + number.substring(number.length() - 4);
    }
}
