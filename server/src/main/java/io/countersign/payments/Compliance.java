package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Fault;
import io.countersign.payments.ports.BankProfiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What banks would make of our data: suppliers they would refuse, and texts as they would get them. */
@Component
public class Compliance {

    private static final int CHUNK = 500;

    /** Suppliers that pass are read and not told; a page that looks at more than this ends early. */
    private static final int MOST_LOOKED_AT = 10_000;

    private static final String SUPPLIERS = """
            select p.id as party_id, p.name, p.country, p.address::text as address, a.id, a.number, a.bic,
                   (select count(*) from payments.invoice i where i.account_id = a.id and i.residual > i.allocated)
                   as open_invoices
            from payments.party p join payments.party_account a on a.party_id = p.id
            where p.active and a.active and p.kind <> 'EMPLOYEE'
              and (cast(:name as text) is null or (p.name, a.id) > (:name, cast(:id as uuid)))
            order by p.name, a.id limit :rows
            """;

    private static final String PAYMENT = """
            select p.connection, p.scheme, %s
            from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            where p.id = :id and %s
            """.formatted(Orders.COLUMNS, Checks.seen("p"));

    /** So many payments of a run are looked at for its page. */
    private static final int MOST_OF_RUN = 1_000;

    private static final int MOST_TOLD = 20;

    private static final String OF_RUN = """
            select p.id as payment_id, p.connection, p.scheme, %s
            from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            where p.run_id = :run and p.connection is not null and %s
            order by p.id limit :most
            """.formatted(Orders.COLUMNS, Checks.seen("p"));

    private final JdbcClient jdbc;
    private final BankProfiles profiles;
    private final Clock clock;

    Compliance(JdbcClient jdbc, BankProfiles profiles, Clock clock) {
        this.jdbc = jdbc;
        this.profiles = profiles;
        this.clock = clock;
    }

    /**
     * A supplier's account that a bank would refuse as it is.
     *
     * @param openInvoices how many invoices are to be paid to it
     */
    public record Unfit(
            UUID partyId,
            String name,
            @Nullable String country,
            String account,
            long openInvoices,
            List<Unfit.Reason> reasons) {

        /** What is wrong, with the path of the field. */
        public record Reason(String path, String message) {}
    }

    /**
     * Suppliers whose data does not pass a profile, by name. Needs {@code invoices:read}.
     *
     * @throws IllegalArgumentException if there is no such profile or the cursor is none of this list
     */
    public Views.Page<Unfit> suppliers(Caller caller, String profile, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.INVOICES_READ);
        int most = Keyset.rows(limit) - 1;
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Unfit> found = new ArrayList<>();
        String key = Keyset.decode(after);
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += CHUNK) {
            List<Account> chunk = chunk(key);
            for (Account account : chunk) {
                if (found.size() == most) {
                    return new Views.Page<>(found, Keyset.encode(String.valueOf(key)));
                }
                key = account.key();
                account.unfit(profiles.compliance(profile, account.creditor(), today))
                        .ifPresent(found::add);
            }
            if (chunk.size() < CHUNK) {
                return new Views.Page<>(found, null);
            }
        }
        return new Views.Page<>(found, Keyset.encode(String.valueOf(key)));
    }

    /** A payment as its bank would get it; empty if it has no route yet. Needs {@code payments:read}. */
    public Optional<BankProfiles.AsWritten> asWritten(Caller caller, UUID payment) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return jdbc.sql(PAYMENT)
                .param("id", payment)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query((row, n) ->
                        Optional.ofNullable(row.getString("connection")).map(connection -> order(row, connection)))
                .optional()
                .flatMap(order -> order)
                .flatMap(profiles::asWritten);
    }

    /** A payment whose texts the bank gets otherwise than they were typed. */
    public record Differing(
            UUID payment,
            String reference,
            String typedName,
            BankProfiles.AsWritten written,
            @Nullable String typedRemittance) {}

    /** Payments of a run whose texts differ, the first of them. Needs {@code payments:read}. */
    public List<Differing> differing(Caller caller, UUID run) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        List<Differing> found = new ArrayList<>();
        jdbc.sql(OF_RUN)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .param("most", MOST_OF_RUN)
                .query(row -> {
                    if (found.size() < MOST_TOLD) {
                        UUID id = row.getObject("payment_id", UUID.class);
                        BankProfiles.Order order = order(row, row.getString("connection"));
                        profiles.asWritten(order)
                                .map(written -> differing(id, order, written))
                                .filter(Compliance::differs)
                                .ifPresent(found::add);
                    }
                });
        return found;
    }

    private static Differing differing(UUID id, BankProfiles.Order order, BankProfiles.AsWritten written) {
        return new Differing(
                id,
                order.instruction().reference(),
                order.instruction().creditorName(),
                written,
                order.instruction().remittance());
    }

    private static boolean differs(Differing payment) {
        return !payment.typedName().equals(payment.written().creditorName())
                || !Objects.equals(payment.typedRemittance(), payment.written().remittance())
                || !payment.written().cut().isEmpty();
    }

    /** Every profile that runs, by name. */
    public List<BankProfiles.Described> profiles() {
        return profiles.all();
    }

    private static BankProfiles.Order order(ResultSet row, String connection) {
        try {
            return Orders.of(row, connection, String.valueOf(row.getString("scheme")));
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private record Account(UUID partyId, UUID id, long openInvoices, BankProfiles.Creditor creditor) {

        static Account of(ResultSet row, int n) throws SQLException {
            return new Account(
                    row.getObject("party_id", UUID.class),
                    row.getObject("id", UUID.class),
                    row.getLong("open_invoices"),
                    new BankProfiles.Creditor(
                            row.getString("name"),
                            row.getString("number"),
                            row.getString("bic"),
                            row.getString("country"),
                            row.getString("address")));
        }

        String key() {
            return creditor.name() + "|" + id;
        }

        Optional<Unfit> unfit(List<Fault> faults) {
            return faults.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Unfit(
                            partyId,
                            creditor.name(),
                            creditor.country(),
                            creditor.number(),
                            openInvoices,
                            faults.stream()
                                    .map(fault -> new Unfit.Reason(fault.path(), fault.message()))
                                    .toList()));
        }
    }

    private List<Account> chunk(@Nullable String key) {
        int cut = key == null ? -1 : key.lastIndexOf('|');
        if (key != null && cut < 0) {
            throw new IllegalArgumentException("Not a cursor of this list");
        }
        return jdbc.sql(SUPPLIERS)
                .param("name", key == null ? null : key.substring(0, cut))
                .param(
                        "id",
                        key == null
                                ? null
                                : UUID.fromString(key.substring(cut + 1)).toString())
                .param("rows", CHUNK)
                .query(Account::of)
                .list();
    }
}
