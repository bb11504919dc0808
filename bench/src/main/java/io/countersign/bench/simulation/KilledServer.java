package io.countersign.bench.simulation;

import io.countersign.bench.ServerProcess;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Booking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real server process under {@code kill -9}: real HTTP, real SFTP, real timers. It is killed at random moments and
 * started again on what it left, until everything that was ordered has ended; then the same verdict is passed.
 */
final class KilledServer {

    private static final long LONGEST_QUIET = TimeUnit.MINUTES.toNanos(12);
    private static final int CALM_ROUND_MILLIS = 100;

    private final ServerProcess server;
    private final BankSimulator bank;
    private final Customers customers;
    private final KilledOdoo odoo;
    private final Deaths deaths;
    private final Random random;
    private int kills;

    KilledServer(
            ServerProcess server, BankSimulator bank, KilledOdoo odoo, Customers customers, Deaths deaths, long seed) {
        this.server = server;
        this.bank = bank;
        this.customers = customers;
        this.odoo = odoo;
        this.deaths = deaths;
        this.random = new Random(seed);
    }

    /** Kills it so many times, then lets it live until nothing moves any more. In each life comes something new to do. */
    void run(int times, int payments) throws InterruptedException {
        while (kills < times) {
            customers.allow(payments * (kills + 1) / times);
            odoo.billsArrive(payments / times + 1);
            long end = System.nanoTime() + deaths.plan().toNanos();
            while (System.nanoTime() < end && !deaths.isOver()) {
                round();
            }
            deaths.now();
            kills++;
            bank.tick();
            server.start();
        }
        customers.allow(payments);
        long end = System.nanoTime() + LONGEST_QUIET;
        while (!customers.allEnded() && System.nanoTime() < end) {
            round();
            Thread.sleep(CALM_ROUND_MILLIS);
        }
    }

    int kills() {
        return kills;
    }

    private void round() {
        customers.act();
        bank.tick();
        if (random.nextInt(40) == 0) {
            bank.endOfDay();
        }
    }

    /** The bank's ledger in the form the verdict reads. */
    BankBooks books() throws IOException {
        BankBooks books = new BankBooks();
        for (Booking booking : bank.ledger().bookings()) {
            booking.transfers().forEach(transfer -> {
                books.order(new BankBooks.Order(
                        transfer.endToEndId(),
                        transfer.amount(),
                        transfer.currency(),
                        transfer.creditorAccount(),
                        String.valueOf(booking.messageId())));
                if (booking.credit()) {
                    books.giveBack(transfer.endToEndId());
                } else {
                    books.debit(transfer.endToEndId());
                }
            });
        }
        try (Stream<Path> files = Files.list(bank.home(Customers.BANK).resolve("archive"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("CS")) {
                    books.keep(name.substring(0, name.length() - 4), Files.readString(file));
                }
            }
        }
        return books;
    }
}
