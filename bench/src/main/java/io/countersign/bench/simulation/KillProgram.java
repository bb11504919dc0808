package io.countersign.bench.simulation;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.Api;
import io.countersign.bench.Scratch;
import io.countersign.bench.ServerProcess;
import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code ./countersign simulate --kill}: a real server process under {@code kill -9}. */
public final class KillProgram {

    private static final String COMPANY = """
            with entity as (
                insert into payments.legal_entity (code, name, country, currency, zone)
                values ('SIM-DE', 'Simulierte Werke GmbH', 'DE', 'EUR', 'Europe/Berlin')),
            treasurer as (
                insert into governance.identity (id, kind, name, roles, secret, created_at)
                select 'greta', kind, 'Greta Holm', roles, secret, created_at from governance.identity where id = 'henrik')
            insert into payments.own_account (id, legal_entity, number, bic, currency, name, connection)
            values (gen_random_uuid(), 'SIM-DE', 'DE89370400440532013000', 'COBADEFFXXX', 'EUR', 'Main', 'killed-bank')
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
                    ServerProcess server = new ServerProcess(data, List.of())) {
                Files.writeString(
                        data.resolve("countersign.yaml"),
                        bank.configuration().replace("  bank:\n", "  bank:\n    poll-every: 1s\n"));
                timing(data.resolve("policies"));
                scratch.stopFirst(server::close);
                server.start();
                return run(server, bank, seed, payments, deaths);
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean run(ServerProcess server, BankSimulator bank, long seed, int payments, int deaths)
            throws IOException, InterruptedException {
        try (HikariDataSource owner = server.database().ownerPool(2)) {
            JdbcClient jdbc = JdbcClient.create(owner);
            jdbc.sql(COMPANY).update();
            Violations violations = new Violations();
            Customers customers = new Customers(new Api(server.url()), bank, new Random(seed), violations, payments);
            KilledServer killed = new KilledServer(server, bank, customers, seed);
            killed.run(deaths);
            violations.unless(
                    customers.allEnded(), "After all deaths and %s of quiet not every payment ended", "minutes");
            BankBooks books = killed.books();
            new Verdict(jdbc, violations).judge(books, customers.intents());
            new Evidence(jdbc, violations).examine(books);
            tell(seed, killed, customers, bank, violations);
            return violations.found().isEmpty();
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
                false,
                true,
                true,
                false,
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
