package io.countersign.governance.identity;

import static java.util.Map.entry;

import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the identities without which nobody could sign in: the demo people, or one administrator who may do nothing but
 * say who may do what. Their passwords are told once, on the terminal, and not in a log.
 */
@Component
class FirstIdentities implements ApplicationRunner {

    private static final Duration DEMO_LIFE = Duration.ofDays(365);

    private static final Map<String, DemoPerson> PEOPLE = Map.ofEntries(
            entry("jana", new DemoPerson("Jana Brückner", Role.CLERK)),
            entry("miriam", new DemoPerson("Miriam Oke", Role.APPROVER)),
            entry("pavel", new DemoPerson("Pavel Rennick", Role.APPROVER)),
            entry("henrik", new DemoPerson("Henrik Stolz", Role.TREASURER)),
            entry("nadia", new DemoPerson("Nadia Ferrand", Role.VENDOR_EDITOR)),
            entry("tomas", new DemoPerson("Tomas Lind", Role.RECONCILIATION_CLERK)),
            entry("olga", new DemoPerson("Olga Varga", Role.OPERATOR)),
            entry("aldo", new DemoPerson("Aldo Conti", Role.AUDITOR)));

    private static final Map<String, DemoProgram> PROGRAMS = Map.of(
            "erp-import",
            new DemoProgram(
                    "ERP import",
                    Set.of(Capability.PAYMENTS_INITIATE, Capability.PAYMENTS_READ, Capability.EVENTS_READ)),
            "payroll",
            new DemoProgram(
                    "Payroll",
                    Set.of(Capability.PAYMENTS_INITIATE, Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS)));

    private final IdentityStore store;
    private final IdentityJournal journal;
    private final SecretMaker secrets;
    private final IdentityProperties properties;
    private final OutsideIdentities outside;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Ids ids;

    FirstIdentities(
            IdentityStore store,
            IdentityJournal journal,
            SecretMaker secrets,
            IdentityProperties properties,
            OutsideIdentities outside,
            TransactionOperations transaction,
            Clock clock,
            Ids ids) {
        this.store = store;
        this.journal = journal;
        this.secrets = secrets;
        this.properties = properties;
        this.outside = outside;
        this.transaction = transaction;
        this.clock = clock;
        this.ids = ids;
    }

    private record DemoPerson(String name, Role role) {}

    private record DemoProgram(String name, Set<Capability> capabilities) {}

    @Override
    public void run(ApplicationArguments arguments) {
        if (outside.areUsed()) {
            return;
        }
        if (properties.demo()) {
            demo();
        } else if (store.isEmpty()) {
            administrator();
        }
    }

    private void administrator() {
        String password = secrets.oneTimePassword();
        if (insert(person("admin", "First administrator", Role.IDENTITY_ADMIN), secrets.encoded(password))) {
            tell("Sign in as admin with the password %s to make the others, then change it.".formatted(password));
        }
    }

    /** All demo people share one password: it is encoded once, for encoding is slow on purpose. */
    private void demo() {
        String password = Objects.requireNonNullElseGet(properties.demoPassword(), secrets::oneTimePassword);
        String encoded = secrets.encoded(password);
        boolean made = false;
        for (Map.Entry<String, DemoPerson> one : PEOPLE.entrySet()) {
            Identity person =
                    person(one.getKey(), one.getValue().name(), one.getValue().role());
            made |= keep(person, properties.demoPassword(), encoded);
        }
        if (made && properties.demoPassword() == null) {
            tell("The demo people (%s) sign in with the password %s"
                    .formatted(String.join(", ", PEOPLE.keySet()), password));
        }
        String secret = Objects.requireNonNullElseGet(properties.demoSecret(), secrets::clientSecret);
        made = false;
        for (Map.Entry<String, DemoProgram> one : PROGRAMS.entrySet()) {
            made |= keep(program(one.getKey(), one.getValue()), properties.demoSecret(), secrets.encoded(secret));
        }
        if (made && properties.demoSecret() == null) {
            tell("The demo programs (%s) have the client secret %s"
                    .formatted(String.join(", ", PROGRAMS.keySet()), secret));
        }
    }

    /** Makes it, or gives it the secret of this start. @return whether the secret made up now is one to tell */
    private boolean keep(Identity identity, @Nullable String given, String encoded) {
        if (insert(identity, encoded)) {
            return true;
        }
        String kept = store.proof(identity.id()).secret();
        if (given != null && (kept == null || !secrets.matches(given, kept))) {
            store.find(identity.id()).ifPresent(found -> replaceSecret(found, encoded));
        }
        return false;
    }

    private void replaceSecret(Identity found, String encoded) {
        transaction.executeWithoutResult(status -> {
            if (store.setSecret(found.id(), found.version(), encoded)) {
                journal.record(
                        "secret-rotated", found.id(), found.version() + 1, "given at the start", Map.of(), cause());
            }
        });
    }

    private boolean insert(Identity identity, String encoded) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean inserted = store.insert(identity, new IdentityStore.Proof(encoded, null));
            if (inserted) {
                journal.record(
                        "created",
                        identity.id(),
                        1,
                        properties.demo() ? "demo" : "first start",
                        Map.of("name", identity.name(), "roles", List.copyOf(identity.roles())),
                        cause());
            }
            return inserted;
        }));
    }

    private Identity person(String id, String name, Role role) {
        return new Identity(
                id, true, name, Set.of(role.code()), Set.of(), Set.of(), null, null, true, 1, clock.instant());
    }

    private Identity program(String id, DemoProgram program) {
        return new Identity(
                id,
                false,
                program.name(),
                Set.of(),
                program.capabilities(),
                Set.of(),
                "olga",
                clock.instant().plus(DEMO_LIFE),
                true,
                1,
                clock.instant());
    }

    private Cause cause() {
        return Cause.system("identity", ids.next());
    }

    private static void tell(String sentence) {
        System.out.println(sentence);
    }
}
