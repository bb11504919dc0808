package io.countersign.sandbox.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulated banks behind one SFTP server. Nothing happens by itself: {@link #tick} reads what was uploaded and does what is
 * due by the clock; {@link #runEvery} ticks in real time. A test drives the clock and the ticks.
 *
 * <pre>{@code
 * try (BankSimulator banks = BankSimulator.start(directory, 0, profiles, scenario, clock)) {
 *     banks.connections();                       // how the hub connects
 *     banks.tick();                              // answer and book
 *     banks.endOfDay();                          // camt.053 of every account
 *     banks.ledger().bookings("E2E...");         // the truth
 * }
 * }</pre>
 */
public final class BankSimulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BankSimulator.class);

    private final SftpDesk desk;
    private final Ledger ledger;
    private final Clock clock;
    private final Agenda agenda;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private final Map<String, Faults> faults = new LinkedHashMap<>();
    private final List<ConnectionSettings> connections = new ArrayList<>();
    private volatile Scenario scenario;
    private volatile boolean running = true;
    private @Nullable Instant nextEndOfDay;

    private BankSimulator(Path directory, int port, Scenario scenario, Clock clock) throws IOException {
        this.clock = clock;
        this.scenario = scenario;
        this.agenda = new Agenda(clock);
        this.desk = new SftpDesk(directory, port, this::completed);
        this.ledger = new Ledger(directory.resolve("last-statements"));
    }

    /**
     * Starts the banks.
     *
     * @param directory for keys and files; keys and last statements are kept there over restarts
     * @param port 0 takes a free one
     */
    public static BankSimulator start(
            Path directory, int port, List<BankProfile> banks, Scenario scenario, Clock clock) {
        try {
            BankSimulator simulator = new BankSimulator(directory, port, scenario, clock);
            simulator.desk.start();
            for (BankProfile bank : banks) {
                Faults line = new Faults();
                simulator.faults.put(bank.name(), line);
                simulator.connections.add(simulator.desk.admit(bank, line));
                simulator.branches.put(
                        bank.name(),
                        new Branch(
                                bank,
                                simulator.desk.home(bank.name()),
                                directory.resolve("taken").resolve(bank.name()),
                                simulator.ledger,
                                clock,
                                simulator.agenda,
                                scenario));
            }
            simulator.planEndOfDay();
            return simulator;
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot start the simulated banks", failed);
        }
    }

    /** How the hub connects to each bank. */
    public List<ConnectionSettings> connections() {
        return List.copyOf(connections);
    }

    /** The part of {@code countersign.yaml} that connects the hub to these banks. */
    public String configuration() {
        StringBuilder yaml = new StringBuilder("countersign:\n  bank:\n    connections:\n");
        connections.forEach(c -> yaml.append(c.yaml(6)));
        return yaml.toString();
    }

    /** Reads what was uploaded and does what is due; answers whether there was anything to do. */
    public synchronized boolean tick() {
        try {
            boolean any = false;
            for (Branch branch : branches.values()) {
                any |= branch.collect();
            }
            any |= agenda.work();
            if (nextEndOfDay != null && !clock.instant().isBefore(nextEndOfDay)) {
                endOfDay();
                planEndOfDay();
                any = true;
            }
            return any;
        } catch (IOException failed) {
            throw new UncheckedIOException("The simulated bank cannot reach its files", failed);
        }
    }

    /** Whether an answer, a booking or a return is still to come. */
    public synchronized boolean isBusy() {
        return !agenda.isEmpty();
    }

    /** Writes the statement of every account of every bank. */
    public synchronized void endOfDay() {
        try {
            for (Branch branch : branches.values()) {
                branch.endOfDay();
            }
            ledger.keep();
        } catch (IOException failed) {
            throw new UncheckedIOException("The simulated bank cannot write a statement", failed);
        }
    }

    /** Goes on by another scenario; what is on the agenda stays. */
    public synchronized void follow(Scenario next) {
        scenario = next;
        branches.values().forEach(b -> b.follow(next));
        planEndOfDay();
    }

    /** A customer pays us, which has nothing to do with any order. */
    public synchronized void receive(String bank, String account, BigDecimal amount, String from, String remittance) {
        branch(bank).move(account, amount, true, "PMNT/RCDT/ESCT", from, remittance);
    }

    /** Money leaves without an order of the hub. */
    public synchronized void withdraw(String bank, String account, BigDecimal amount, String to, String remittance) {
        branch(bank).move(account, amount, false, "PMNT/ICDT/ESCT", to, remittance);
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The hooks that break the line to a bank. */
    public Faults faults(String bank) {
        return Objects.requireNonNull(faults.get(bank), () -> "No bank named " + bank);
    }

    /** The directory that the hub sees as {@code /}, with upload, download and archive in it. */
    public Path home(String bank) {
        return desk.home(bank);
    }

    /** Ticks in real time until this is closed. */
    public void runEvery(Duration pause) {
        Thread.ofVirtual().name("simulated banks").start(() -> {
            while (running) {
                try {
                    tick();
                    Thread.sleep(pause);
                } catch (InterruptedException stop) {
                    return;
                } catch (RuntimeException failed) {
                    LOG.warn("A tick of the simulated banks failed", failed);
                    pauseAfterFailure(pause);
                }
            }
        });
    }

    @Override
    public void close() {
        running = false;
        try {
            desk.close();
        } catch (IOException alreadyGone) {
            LOG.debug("SFTP server was already gone", alreadyGone);
        }
    }

    private static void pauseAfterFailure(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void planEndOfDay() {
        Duration every = scenario.endOfDayEvery();
        nextEndOfDay = every == null ? null : clock.instant().plus(every);
    }

    private Branch branch(String bank) {
        return Objects.requireNonNull(branches.get(bank), () -> "No bank named " + bank);
    }

    /** A bank that takes files at once does so in the moment a file is complete. */
    private void completed(String bank, Path file) {
        if (!scenario.takeAtOnce()) {
            return;
        }
        try {
            synchronized (this) {
                Path real = desk.home(bank)
                        .resolve("upload")
                        .resolve(file.getFileName().toString());
                if (Files.exists(real)) {
                    branch(bank).take(real);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
