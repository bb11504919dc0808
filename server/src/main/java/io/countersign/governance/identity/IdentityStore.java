package io.countersign.governance.identity;

import io.countersign.model.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps identities. Every write is guarded by the version that was read. */
@Component
class IdentityStore {

    private static final String COLUMNS = """
            select id, kind, name, roles, capabilities, legal_entities, owner, expires_at, active, version, created_at
            from governance.identity
            """;

    private static final String INSERT = """
            insert into governance.identity
                (id, kind, name, roles, capabilities, legal_entities, secret, public_key, owner, expires_at, created_at)
            values (:id, :kind, :name, :roles, :capabilities, :entities, :secret, :key, :owner, :expires, :now)
            on conflict do nothing
            """;

    private static final String UPDATE = """
            update governance.identity
            set roles = :roles, capabilities = :capabilities, legal_entities = :entities, active = :active,
                expires_at = :expires, version = version + 1
            where id = :id and version = :version
            """;

    private static final String SET_SECRET = """
            update governance.identity set secret = :secret, version = version + 1
            where id = :id and version = :version
            """;

    /** Somebody who signed in is an event of theirs, and events count on. */
    private static final String COUNT_ON = """
            update governance.identity set version = version + 1 where id = :id returning version
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    IdentityStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How an identity proves itself. */
    record Proof(@Nullable String secret, @Nullable String publicKey) {}

    Optional<Identity> find(String id) {
        return jdbc.sql(COLUMNS + "where id = :id")
                .param("id", id)
                .query(IdentityStore::identity)
                .optional();
    }

    List<Identity> all(boolean human) {
        return jdbc.sql(COLUMNS + "where kind = :kind order by id")
                .param("kind", human ? "HUMAN" : "SERVICE")
                .query(IdentityStore::identity)
                .list();
    }

    boolean isEmpty() {
        return !jdbc.sql("select exists (select from governance.identity)")
                .query(Boolean.class)
                .single();
    }

    Proof proof(String id) {
        return jdbc.sql("select secret, public_key from governance.identity where id = :id")
                .param("id", id)
                .query((row, number) -> new Proof(row.getString(1), row.getString(2)))
                .optional()
                .orElse(new Proof(null, null));
    }

    /** Who this is now; empty if there is nobody of this name, or not any more. */
    Optional<Identified> identify(String id) {
        return find(id).filter(identity -> identity.isUsable(clock.instant())).map(IdentityStore::identified);
    }

    static Identified identified(Identity identity) {
        if (identity.human()) {
            return Identified.person(identity.id(), identity.name(), identity.roles(), identity.legalEntities());
        }
        return new Identified(
                new Actor(Actor.Kind.SERVICE, identity.id(), identity.name()),
                identity.capabilities(),
                Set.of(),
                identity.legalEntities());
    }

    /** @return false if the id is taken */
    boolean insert(Identity identity, Proof proof) {
        return jdbc.sql(INSERT)
                        .param("id", identity.id())
                        .param("kind", identity.human() ? "HUMAN" : "SERVICE")
                        .param("name", identity.name())
                        .param("roles", array(identity.roles()))
                        .param("capabilities", codes(identity.capabilities()))
                        .param("entities", array(identity.legalEntities()))
                        .param("secret", proof.secret())
                        .param("key", proof.publicKey())
                        .param("owner", identity.owner())
                        .param("expires", time(identity.expiresAt()))
                        .param("now", time(identity.createdAt()))
                        .update()
                == 1;
    }

    /** Writes what the identity may do. @return false if it changed in between */
    boolean update(Identity identity) {
        return jdbc.sql(UPDATE)
                        .param("roles", array(identity.roles()))
                        .param("capabilities", codes(identity.capabilities()))
                        .param("entities", array(identity.legalEntities()))
                        .param("active", identity.active())
                        .param("expires", time(identity.expiresAt()))
                        .param("id", identity.id())
                        .param("version", identity.version())
                        .update()
                == 1;
    }

    boolean setSecret(String id, int version, String secret) {
        return jdbc.sql(SET_SECRET)
                        .param("secret", secret)
                        .param("id", id)
                        .param("version", version)
                        .update()
                == 1;
    }

    Optional<Integer> countOn(String id) {
        return jdbc.sql(COUNT_ON).param("id", id).query(Integer.class).optional();
    }

    private static Identity identity(ResultSet row, int number) throws SQLException {
        return new Identity(
                row.getString("id"),
                row.getString("kind").equals("HUMAN"),
                row.getString("name"),
                strings(row, "roles"),
                strings(row, "capabilities").stream().map(Capability::of).collect(Collectors.toUnmodifiableSet()),
                strings(row, "legal_entities"),
                row.getString("owner"),
                instant(row, "expires_at"),
                row.getBoolean("active"),
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Set<String> strings(ResultSet row, String column) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray()).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String[] array(Collection<String> values) {
        return values.stream().sorted().toArray(String[]::new);
    }

    private static String[] codes(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::code).sorted().toArray(String[]::new);
    }
}
