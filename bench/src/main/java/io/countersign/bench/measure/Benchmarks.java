package io.countersign.bench.measure;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.Api;
import io.countersign.bench.Scratch;
import io.countersign.bench.ServerProcess;
import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts what a benchmark needs, measures, and leaves nothing behind. */
public final class Benchmarks {

    private final Report report;

    public Benchmarks(Report report) {
        this.report = report;
    }

    /** (a), with the workers standing still: only the intake is compared. */
    public void singlePayments(int payments) throws IOException {
        try (Scratch scratch = Scratch.create("bench");
                ServerProcess server = new ServerProcess(scratch.path("data"), List.of("--countersign.timers=false"))) {
            scratch.stopFirst(server::close);
            server.start();
            try (HikariDataSource owner = server.database().ownerPool(2)) {
                JdbcClient jdbc = JdbcClient.create(owner);
                Scene.found(jdbc);
                new SinglePayments(new Api(server.url()), server.database(), RawTables.make(jdbc))
                        .run(payments, report);
            }
        }
    }

    /** (b) and, if wanted, (c). */
    public void run(int payments, boolean andBack) throws IOException {
        try (Scratch scratch = Scratch.create("bench")) {
            Path data = Files.createDirectories(scratch.path("data"));
            try (BankSimulator bank = bank(scratch.path("bank"))) {
                Files.createDirectories(bank.home(Scene.BANK).resolve("inbox"));
                Files.writeString(data.resolve("countersign.yaml"), configuration(bank));
                timing(data.resolve("policies"));
                try (ServerProcess server = new ServerProcess(data, List.of())) {
                    scratch.stopFirst(server::close);
                    server.start();
                    run(server, bank, payments, andBack);
                }
            }
        }
    }

    /** (d), in a server with a heap of 256 MB. */
    public void largeStatement(int entries) throws IOException {
        try (Scratch scratch = Scratch.create("bench")) {
            Path data = Files.createDirectories(scratch.path("data"));
            Files.writeString(data.resolve("countersign.yaml"), """
                    countersign:
                      bank:
                        connections:
                          - name: %s
                            channel: PORTAL
                            accounts: [%s]
                    """.formatted(Scene.BANK, Scene.ACCOUNT));
            try (ServerProcess server = new ServerProcess(data, List.of("--countersign.timers=false"), "256m")) {
                scratch.stopFirst(server::close);
                server.start();
                try (HikariDataSource owner = server.database().ownerPool(1)) {
                    Scene.found(JdbcClient.create(owner));
                }
                new LargeStatement(server, scratch.path("."), report).run(entries);
            }
        }
    }

    /** (e). */
    public void monthEnd(int entries) {
        new MonthEnd(report).run(entries);
    }

    private void run(ServerProcess server, BankSimulator bank, int payments, boolean andBack) throws IOException {
        try (HikariDataSource owner = server.database().ownerPool(2)) {
            JdbcClient jdbc = JdbcClient.create(owner);
            Scene.found(jdbc);
            RawTables tables = RawTables.make(jdbc);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(owner));
            RawRun raw = new RawRun(jdbc, transaction, tables);
            RunOfPayments both = new RunOfPayments(new Api(server.url()), jdbc, bank, raw, report);
            String run = both.send(payments);
            if (andBack) {
                both.comeBack(run, payments);
            }
        }
    }

    private static BankSimulator bank(Path directory) {
        BankProfile.Account account =
                new BankProfile.Account(Scene.ACCOUNT, "Bench AG", "EUR", new BigDecimal("9000000000.00"));
        BankProfile profile = new BankProfile(Scene.BANK, "Bench Bank", "COBADEFFXXX", true, List.of(account));
        Scenario scenario = new Scenario(
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                null,
                true,
                false,
                false,
                true,
                false,
                false,
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of());
        return BankSimulator.start(directory, 0, List.of(profile), scenario, Clock.systemUTC());
    }

    /** The hub fetches from a directory of its own, so that what the bank wrote is there for it all at once. */
    private static String configuration(BankSimulator bank) {
        return bank.configuration()
                .replace("download-dir: /download", "download-dir: /inbox")
                .replace("  bank:\n", "  bank:\n    poll-every: 1s\n");
    }

    /** Statements are read when they are there, instead of every five minutes. */
    private static void timing(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (InputStream in = Benchmarks.class.getResourceAsStream("/io/countersign/sandbox/demo/timing.yaml")) {
            Files.write(
                    directory.resolve("timing.yaml"), Objects.requireNonNull(in).readAllBytes());
        }
    }
}
