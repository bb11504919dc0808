package io.countersign.connectors.odoo;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * @param accounts the codes of the accounts that differences are booked on, by their kind: CHARGE, ACCOUNT_FEE, FX, ROUNDING
 * @param statementLines which bookings of banks Odoo is told
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
        @DefaultValue Map<Integer, CompanySettings> companies,
        @DefaultValue Map<String, String> accounts,
        @DefaultValue("payments") StatementLines statementLines) {

    private static final Set<String> KINDS = Set.of("CHARGE", "ACCOUNT_FEE", "FX", "ROUNDING");

    /** Which bookings of banks Odoo is told. */
    enum StatementLines {
        /** Those of payments, fees and what was written off. */
        PAYMENTS,
        /** Also receipts and what is not ours; they wait in Odoo for whoever explains them there. */
        ALL
    }

    OdooSettings {
        Objects.requireNonNull(url, "countersign.odoo.url");
        Objects.requireNonNull(db, "countersign.odoo.db");
        Objects.requireNonNull(key, "countersign.odoo.key");
        identities = Map.copyOf(identities);
        companies = Map.copyOf(companies);
        accounts = byKind(accounts);
    }

    /** An environment variable cannot write ACCOUNT_FEE otherwise than as account.fee. */
    private static Map<String, String> byKind(Map<String, String> accounts) {
        Map<String, String> byKind = new HashMap<>();
        accounts.forEach(
                (kind, code) -> byKind.put(kind.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), code.strip()));
        for (String kind : byKind.keySet()) {
            if (!KINDS.contains(kind)) {
                throw new IllegalArgumentException("countersign.odoo.accounts knows " + KINDS + " and not " + kind);
            }
        }
        return Map.copyOf(byKind);
    }

    /** The code of the account a kind of difference is booked on; the company's own setting comes first. */
    @Nullable
    String account(int company, String kind) {
        CompanySettings own = companies.get(company);
        String code = own == null ? null : own.accounts().get(kind);
        return code == null ? accounts.get(kind) : code;
    }

    /** A legal entity's code and time zone, where the ones we would choose do not fit, and accounts of its own. */
    record CompanySettings(
            @Nullable String code,
            @Nullable String zone,
            @DefaultValue Map<String, String> accounts) {

        CompanySettings {
            accounts = byKind(accounts);
        }
    }

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
                Map.of(),
                Map.of(),
                StatementLines.PAYMENTS);
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "Odoo " + db + " at " + url;
    }
}
