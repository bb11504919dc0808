package io.countersign.bench.measure;

import io.countersign.bench.Api;
import io.countersign.sandbox.bank.BankSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * (b) One large run from its NDJSON upload to its file at the bank's SFTP server, and (c) the bank's answer and the statement
 * for each of its payments, until all are reconciled.
 */
final class RunOfPayments {

    private static final long LONGEST = 15 * 60 * 1_000_000_000L;

    private final Api api;
    private final JdbcClient owner;
    private final BankSimulator bank;
    private final RawRun raw;
    private final Report report;

    RunOfPayments(Api api, JdbcClient owner, BankSimulator bank, RawRun raw, Report report) {
        this.api = api;
        this.owner = owner;
        this.bank = bank;
        this.raw = raw;
        this.report = report;
    }

    /** Sends a run, and answers its id. */
    String send(int payments) throws IOException {
        byte[] upload = upload(payments);
        api.signIn("jana", "miriam", "henrik");
        Clock clock = new Clock();
        JsonNode made = api.as(
                "jana",
                "POST",
                "/v1/payment-runs?name=Salaries&kind=PAYROLL",
                "Content-Type: application/x-ndjson\r\nIdempotency-Key: bench-run\r\n",
                upload);
        String run = made.path("id").asString();
        clock.lap("upload");
        String at = "/v1/payment-runs/" + run;
        api.post("jana", at + "/submit", "{}");
        clock.lap("validation and submit");
        api.sign("miriam", at, "approve");
        clock.lap("approve");
        api.sign("henrik", at, "release");
        clock.lap("release");
        awaitFile();
        clock.lap("file at the bank");
        awaitStates(run, payments, "SENT");
        double seconds = clock.seconds();
        report.say("    of the product's %.1f s: %s", seconds, clock.laps());
        double bare = raw.send(run);
        report.result(
                "(b) a run of %,d payments, from the upload to the file at the bank".formatted(payments),
                "payments/s",
                List.of(new Report.Round(payments / seconds, payments / bare)),
                0.4);
        return run;
    }

    /** Lets the bank answer and book all of it. */
    void comeBack(String run, int payments) throws IOException {
        bank.tick();
        bank.endOfDay();
        Path home = bank.home(Scene.BANK);
        List<Path> files = filesIn(home.resolve("download"));
        Clock clock = new Clock();
        for (Path file : files) {
            Files.move(file, home.resolve("inbox").resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        awaitStates(run, payments, "RECONCILED");
        double seconds = clock.seconds();
        double bare = raw.comeBack(run);
        report.result(
                "(c) %,d answers and %,d statement entries, until all is reconciled".formatted(payments, payments),
                "payments/s",
                List.of(new Report.Round(payments / seconds, payments / bare)),
                0.4);
    }

    private static byte[] upload(int payments) {
        StringBuilder lines = new StringBuilder(payments * 320);
        for (int i = 1; i <= payments; i++) {
            lines.append(Scene.salary(i));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void awaitFile() throws IOException {
        long end = System.nanoTime() + LONGEST;
        Path upload = bank.home(Scene.BANK).resolve("upload");
        while (filesIn(upload).isEmpty()) {
            pause(end, "No file at the bank");
        }
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private void awaitStates(String run, int payments, String state) {
        long end = System.nanoTime() + LONGEST;
        while (Objects.requireNonNull(owner.sql(
                                "select count(*) from payments.payment where run_id = cast(:run as uuid) and state = :state")
                        .param("run", run)
                        .param("state", state)
                        .query(Long.class)
                        .single())
                < payments) {
            pause(end, "Not all payments of the run became " + state);
        }
    }

    private static void pause(long end, String complaint) {
        if (System.nanoTime() > end) {
            throw new IllegalStateException(complaint);
        }
        try {
            Thread.sleep(50);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    /** Takes the time, and where it went. */
    private static final class Clock {
        private final long began = System.nanoTime();
        private long lap = began;
        private final StringBuilder laps = new StringBuilder();

        void lap(String name) {
            long now = System.nanoTime();
            laps.append(laps.isEmpty() ? "" : ", ").append(name).append(" %.1f".formatted((now - lap) / 1e9));
            lap = now;
        }

        double seconds() {
            return (System.nanoTime() - began) / 1e9;
        }

        String laps() {
            return laps.toString();
        }
    }
}
