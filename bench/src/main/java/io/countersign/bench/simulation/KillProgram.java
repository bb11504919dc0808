package io.countersign.bench.simulation;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.Api;
import io.countersign.bench.Scratch;
import io.countersign.bench.ServerProcess;
import io.countersign.governance.audit.AuditVerification;
import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code ./countersign simulate --kill}: a real server process under {@code kill -9}. */
public final class KillProgram {

    private static final String SECOND_TREASURER = """
            insert into governance.identity (id, kind, name, roles, secret, created_at)
            select 'greta', kind, 'Greta Holm', roles, secret, created_at from governance.identity where id = 'henrik'
            """;

    private final PrintStream out;

    public KillProgram(PrintStream out) {
        this.out = out;
    }

    /** Answers whether all was well. */
    public boolean run(long seed, int payments, int deaths) {
        try (Scratch scratch = Scratch.create("kill")) {
            Path data = Files.createDirectories(scratch.path("data"));
            try (BankSimulator bank = bank(scratch.path("bank"));
                    KilledOdoo odoo = KilledOdoo.start();
                    ServerProcess server = new ServerProcess(data, List.of())) {
                Files.writeString(
                        data.resolve("countersign.yaml"),
                        bank.configuration().replace("  bank:\n", "  bank:\n    poll-every: 1s\n")
                                + odoo.configuration());
                timing(data.resolve("policies"));
                scratch.stopFirst(server::close);
                server.start();
                return run(server, bank, odoo, seed, payments, deaths);
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean run(ServerProcess server, BankSimulator bank, KilledOdoo odoo, long seed, int payments, int times)
            throws IOException, InterruptedException {
        try (HikariDataSource owner = server.database().ownerPool(2)) {
            JdbcClient jdbc = JdbcClient.create(owner);
            jdbc.sql(SECOND_TREASURER).update();
            Rest rest = new Rest(jdbc);
            rest.untilTheBillsAreHere();
            Violations violations = new Violations();
            Customers customers = new Customers(new Api(server.url()), bank, new Random(seed), violations, payments);
            Deaths deaths = new Deaths(server::kill, jdbc, odoo.simulator(), bank.faults(Customers.BANK), seed);
            KilledServer killed = new KilledServer(server, bank, odoo, customers, deaths, seed);
            killed.run(times, payments);
            deaths.end(odoo.simulator());
            violations.unless(
                    customers.allEnded(), "After all deaths and %s of quiet not every payment ended", "minutes");
            rest.untilOdooFollows();
            BankBooks books = killed.books();
            new Verdict(jdbc, violations).judge(books, customers.intents());
            new Evidence(jdbc, violations).examine(books);
            new ErpVerdict(jdbc, odoo.simulator(), violations).judge(books);
            audit(owner, server.data().resolve("audit"), violations);
            tell(seed, killed, customers, bank, violations);
            out.printf(
                    "  died %s; %d payments registered in Odoo%n",
                    deaths.died(), new ErpBooks(odoo.simulator()).payments().size());
            return violations.found().isEmpty();
        }
    }

    /** As {@code ./countersign audit verify} does; what the last seconds brought may wait for its seal. */
    private static void audit(HikariDataSource database, Path kept, Violations violations) throws IOException {
        try {
            new AuditVerification(database, System.out)
                    .check(kept)
                    .finding()
                    .ifPresent(finding -> violations.add("The audit trail is not intact: " + finding));
        } catch (SQLException unreadable) {
            throw new IOException("The audit trail cannot be read", unreadable);
        }
    }

    private void tell(long seed, KilledServer killed, Customers customers, BankSimulator bank, Violations violations) {
        out.printf(
                "seed %d: %d payments, %d made by the bank; the server was killed %d times and left %d requests without an answer; %s%n",
                seed,
                customers.intents().size(),
                bank.ledger().paid(),
                killed.kills(),
                customers.unanswered(),
                violations.found().isEmpty()
                        ? "all is well"
                        : violations.found().size() + " VIOLATIONS");
        violations.found().forEach(v -> out.println("  " + v));
        if (!violations.found().isEmpty()) {
            customers.refusals().forEach(refusal -> out.println("  seen on the way: " + refusal));
        }
    }

    private static BankSimulator bank(Path directory) {
        BankProfile.Account account = new BankProfile.Account(
                Customers.ACCOUNT, "Simulierte Werke GmbH", "EUR", new BigDecimal("9000000.00"));
        BankProfile profile = new BankProfile(Customers.BANK, "Bank", "COBADEFFXXX", true, List.of(account));
        Scenario scenario = new Scenario(
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                null,
                true,
                true,
                false,
                true,
                true,
                false,
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of());
        return BankSimulator.start(directory, 0, List.of(profile), scenario, Clock.systemUTC());
    }

    /** Statements are read when they are there, instead of every five minutes. */
    private static void timing(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (var in = KillProgram.class.getResourceAsStream("/io/countersign/sandbox/demo/timing.yaml")) {
            Files.write(
                    directory.resolve("timing.yaml"),
                    java.util.Objects.requireNonNull(in).readAllBytes());
        }
    }
}
