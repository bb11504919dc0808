package io.countersign.sandbox.odoo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An Odoo over HTTP that behaves as 18 or 19 were recorded to. Its people act on it through {@link #call}, in process and
 * with the same rules as over the wire.
 */
public final class OdooSimulator implements AutoCloseable {

    /** The superuser; sets up what only an administrator may. */
    public static final String ADMIN = "admin";

    private final OdooVersion version;
    private final String database;
    private final Store store;
    private final Methods methods;
    private final Webhooks webhooks;
    private final Wire wire;
    private final Web web;
    private final @Nullable StateFile file;
    private final boolean restored;
    private final Map<String, Set<String>> groups = new ConcurrentHashMap<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private volatile Fault.Plan faults = (model, method) -> Fault.NONE;
    private volatile Consumer<String> watcher = call -> {};
    private volatile Consumer<String> afterwards = call -> {};

    /** @param state where the rows are kept; null forgets them at the end */
    public OdooSimulator(OdooVersion version, String database, Clock clock, @Nullable Path state) {
        this.version = version;
        this.database = database;
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        Schema schema = new Schema();
        this.webhooks = new Webhooks(version, json);
        this.store = new Store(clock, this::changed);
        this.methods = new Methods(schema, store, version);
        this.file = state == null ? null : new StateFile(state, schema, json);
        this.restored = file != null && file.load(store);
        this.wire = new Wire(this, version, json);
        this.web = new Web(wire);
        groups.put(ADMIN, Set.of("user", "admin"));
        if (!restored) {
            Seed.base(store);
        }
    }

    private void changed(List<Store.Change> changes, boolean committed) {
        if (committed && file != null) {
            file.keep(changes);
        }
        webhooks.changed(changes, committed);
    }

    /** Starts to listen on loopback; 0 takes a free port. */
    public OdooSimulator start(int port) {
        web.start(port);
        return this;
    }

    public URI url() {
        return web.url();
    }

    public String database() {
        return database;
    }

    public OdooVersion version() {
        return version;
    }

    /** Whether the rows come from an earlier life. */
    public boolean restored() {
        return restored;
    }

    /** What a request is answered with, for those who are not at the other end of a wire; empty if the answer gets lost. */
    public Optional<Reply> answer(Request request) {
        return wire.answer(request);
    }

    /** Makes a user, or gives a known one its groups and key again (these are not kept). */
    public int user(String login, String name, Set<String> inGroups, @Nullable String key) {
        groups.put(
                login,
                Stream.concat(Stream.of("user"), inGroups.stream()).collect(java.util.stream.Collectors.toSet()));
        if (key != null) {
            keys.put(key, login);
        }
        Row known = find(login);
        if (known != null) {
            return known.id();
        }
        return store.transaction(1, null, () -> {
            Row partner = store.insert("res.partner", Map.of("name", name, "active", true));
            Map<String, Object> user = new LinkedHashMap<>();
            user.put("name", name);
            user.put("login", login);
            user.put("email", login + "@odoo.example");
            user.put("active", true);
            user.put("partner_id", partner.id());
            Row row = store.insert("res.users", user);
            if (key != null) {
                Instant expires = store.began().plus(java.time.Duration.ofDays(90));
                store.insert(
                        "res.users.apikeys",
                        Map.of("name", "countersign", "user_id", row.id(), "expiration_date", expires));
            }
            return row.id();
        });
    }

    /** Calls a method as a user does in the web client. Null is Python's None; a refusal is an exception. */
    public @Nullable Object call(
            String login, String model, String method, List<Integer> ids, Map<String, Object> arguments) {
        return callAt(null, login, model, method, ids, arguments);
    }

    /** As {@link #call}, in a transaction that began earlier: its rows carry that time. */
    public @Nullable Object callAt(
            @Nullable Instant began,
            String login,
            String model,
            String method,
            List<Integer> ids,
            Map<String, Object> arguments) {
        Map<String, Object> body = new LinkedHashMap<>(arguments);
        if (Signature.of(method).onRecords()) {
            body.put("ids", ids);
        }
        return run(began, session(login), model, method, Signature.of(method).named(model, method, body));
    }

    @Nullable
    Object run(@Nullable Instant began, Session session, String model, String method, Args args) {
        return store.<@Nullable Object>transaction(
                session.uid(), began, () -> methods.call(session, model, method, args));
    }

    /** Calls a URL on each change of a model, as an automation rule does. */
    public void webhook(String model, URI url) {
        webhooks.add(model, url);
    }

    /** From now on, requests go wrong as this says. */
    public void faults(Fault.Plan plan) {
        faults = plan;
    }

    /** Is told each request that arrives, as {@code model/method}. */
    public void watch(Consumer<String> calls) {
        watcher = calls;
    }

    /** Is told each request that was carried out, before its answer leaves. */
    public void watchDone(Consumer<String> calls) {
        afterwards = calls;
    }

    void did(String model, String method) {
        afterwards.accept(model + "/" + method);
    }

    Fault fault(String model, String method) {
        watcher.accept(model + "/" + method);
        return faults.of(model, method);
    }

    private @Nullable Row find(String login) {
        return store.transaction(
                1,
                null,
                () -> store.all("res.users").stream()
                        .filter(user -> user.text("login").equals(login))
                        .findFirst()
                        .orElse(null));
    }

    /** The session of a key, or null. */
    @Nullable
    Session byKey(String key) {
        String login = keys.get(key);
        Row user = login == null ? null : find(login);
        return login == null || user == null || !user.flag("active") ? null : session(login);
    }

    Session session(String login) {
        Row user = find(login);
        if (user == null) {
            throw OdooError.denied();
        }
        List<Integer> companies = store.transaction(
                1, null, () -> store.all("res.company").stream().map(Row::id).toList());
        List<Integer> own = user.refs("company_ids");
        return new Session(
                user.id(), login, groups.getOrDefault(login, Set.of("user")), own.isEmpty() ? companies : own);
    }

    /** Sets a currency's rate of a day, in units for one euro, for every company that keeps its books in euro. */
    public void rate(String currency, java.math.BigDecimal perEuro, java.time.LocalDate on) {
        store.transaction(1, null, () -> {
            int id = only("res.currency", currency).id();
            int euro = only("res.currency", "EUR").id();
            List.copyOf(store.all("res.company")).stream()
                    .filter(company -> company.ref("currency_id") == euro)
                    .forEach(company -> store.insert(
                            "res.currency.rate",
                            Map.of(
                                    "name",
                                    on.toString(),
                                    "currency_id",
                                    id,
                                    "company_id",
                                    company.id(),
                                    "company_rate",
                                    perEuro)));
            return true;
        });
    }

    /** A company that is there already, by its name. */
    public Company company(String name) {
        return store.transaction(1, null, () -> {
            int id = only("res.company", name).id();
            int journal = store.all("account.journal").stream()
                    .filter(j -> j.ref("company_id") == id && j.text("type").equals("bank"))
                    .findFirst()
                    .orElseThrow()
                    .id();
            return new Company(this, id, journal);
        });
    }

    /** A partner that is there already, by its name. */
    public int partner(String name) {
        return store.transaction(1, null, () -> only("res.partner", name).id());
    }

    /** How many records of a model there are. */
    public int count(String model) {
        return store.transaction(1, null, () -> store.all(model).size());
    }

    private Row only(String model, String name) {
        return store.all(model).stream()
                .filter(row -> row.text("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No " + model + " named " + name));
    }

    /** Archives a user, or takes it back; the keys of an archived one are refused. */
    public void archive(String login, boolean archived) {
        Row user = find(login);
        if (user != null) {
            store.transaction(1, null, () -> store.update("res.users", user.id(), Map.of("active", !archived)));
        }
    }

    @Override
    public void close() {
        web.close();
        webhooks.close();
        if (file != null) {
            file.close();
        }
    }
}
