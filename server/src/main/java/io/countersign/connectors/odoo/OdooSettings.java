package io.countersign.connectors.odoo;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach the Odoo, from {@code countersign.odoo}. Address, database and key are all it takes; for 18 also the login.
 *
 * @param user the login the key belongs to; JSON-RPC wants it, JSON-2 does not
 * @param dialect {@code json2}, {@code jsonrpc}, or {@code auto} to ask the server
 * @param overlap the longest a transaction in Odoo may take: rows carry the time theirs began
 * @param timeout the longest we wait for an answer
 * @param settle the longest a request may go on inside Odoo after we gave up on it; nothing is written again before
 * @param page how many rows are read at once
 * @param hookToken the secret part of the address Odoo's webhooks call; without it there is no such address
 * @param identities which Odoo login is which identity here; others are taken as they are
 * @param companies what is said here about companies, by their id in Odoo
 */
@ConfigurationProperties("countersign.odoo")
record OdooSettings(
        URI url,
        String db,
        String key,
        @Nullable String user,
        @DefaultValue("auto") String dialect,
        @DefaultValue("15s") Duration pollEvery,
        @DefaultValue("10m") Duration overlap,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("130s") Duration settle,
        @DefaultValue("200") int page,
        @Nullable String hookToken,
        @DefaultValue Map<String, String> identities,
        @DefaultValue Map<Integer, CompanySettings> companies) {

    OdooSettings {
        Objects.requireNonNull(url, "countersign.odoo.url");
        Objects.requireNonNull(db, "countersign.odoo.db");
        Objects.requireNonNull(key, "countersign.odoo.key");
        identities = Map.copyOf(identities);
        companies = Map.copyOf(companies);
    }

    /** A legal entity's code and time zone, where the ones we would choose do not fit. */
    record CompanySettings(@Nullable String code, @Nullable String zone) {}

    /** With the usual values, for programs that have no configuration file. */
    static OdooSettings of(URI url, String db, String key, @Nullable String user) {
        return new OdooSettings(
                url,
                db,
                key,
                user,
                "auto",
                Duration.ofSeconds(15),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(130),
                200,
                null,
                Map.of(),
                Map.of());
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "Odoo " + db + " at " + url;
    }
}
