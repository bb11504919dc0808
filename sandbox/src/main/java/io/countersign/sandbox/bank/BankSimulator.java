package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.Tellers.Movement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulated banks behind one SFTP server, and where a bank has one, its API or its portal. Nothing happens by itself: {@link #tick} reads what was uploaded and does what is
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

    /** The shelf on which the right versions of wrong statements wait. */
    public static final String CORRECTED = "corrected";

    private static final int INDENT = 6;

    private final SftpDesk desk;
    private final Ledger ledger;
    private final Clock clock;
    private final BankDay day;
    private final Agenda agenda;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private final Map<String, Faults> faults = new LinkedHashMap<>();
    private final List<ConnectionSettings> connections = new ArrayList<>();
    private final StringBuilder configuration = new StringBuilder("countersign:\n  bank:\n    connections:\n");
    private final Map<String, URI> portals = new LinkedHashMap<>();
    private @Nullable ApiDesk api;
    private @Nullable PortalDesk portal;
    private volatile Scenario scenario;
    private volatile boolean running = true;
    private @Nullable Instant nextEndOfDay;

    private BankSimulator(Path directory, int port, Scenario scenario, Clock clock) throws IOException {
        this.clock = clock;
        this.scenario = scenario;
        this.day = new BankDay(clock);
        this.agenda = new Agenda(clock);
        this.desk = new SftpDesk(directory, port, this::completed);
        this.ledger = new Ledger(directory);
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
                simulator.configuration.append(simulator.connect(bank, directory));
                simulator.branches.put(
                        bank.name(),
                        new Branch(
                                bank,
                                new Branch.Rooms(
                                        simulator.desk.home(bank.name()),
                                        directory.resolve("taken").resolve(bank.name()),
                                        directory.resolve("held-back").resolve(bank.name())),
                                new Branch.World(simulator.ledger, clock, simulator.day, simulator.agenda),
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
        return configuration.toString();
    }

    /** Where people upload files, by the title of the bank. */
    public Map<String, URI> portals() {
        return Map.copyOf(portals);
    }

    private String connect(BankProfile bank, Path directory) throws IOException {
        return switch (bank.channel()) {
            case SFTP -> connections.getLast().yaml(INDENT);
            case FOLDER -> ConnectionSettings.folder(INDENT, bank, desk.home(bank.name()));
            case HTTPS -> {
                ApiDesk opened = api == null ? new ApiDesk(directory.resolve("api")) : api;
                api = opened;
                opened.admit(bank.name(), desk.home(bank.name()));
                yield opened.yaml(bank);
            }
            case PORTAL -> {
                PortalDesk opened = portal == null ? new PortalDesk(directory.resolve("portal.port"), clock) : portal;
                portal = opened;
                portals.put(bank.title(), opened.admit(bank, desk.home(bank.name())));
                yield ConnectionSettings.portal(INDENT, bank);
            }
        };
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
        branch(bank).tellers().move(account, amount, Movement.of(true, "PMNT/RCDT/ESCT", from, remittance));
    }

    /** Money leaves without an order of the hub. */
    public synchronized void withdraw(String bank, String account, BigDecimal amount, String to, String remittance) {
        branch(bank).tellers().move(account, amount, Movement.of(false, "PMNT/ICDT/ESCT", to, remittance));
    }

    /** The bank's own charge, on the account it is for. */
    public synchronized void charge(String bank, String account, BigDecimal amount, String text) {
        branch(bank).tellers().move(account, amount, Movement.of(false, "ACMT/MDOP/CHRG", bank, text));
    }

    /** The banks do a day that is over: they book on it until they are told to {@link #bookToday}. */
    public synchronized void bookOn(LocalDate other) {
        day.set(other);
    }

    public synchronized void bookToday() {
        day.set(null);
    }

    /** From now on the statements of an account are written and put on a shelf instead of being delivered. */
    public synchronized void holdBack(String bank, String account, String shelf) {
        branch(bank).statements().holdBack(account, shelf);
    }

    /** From now on the statements of an account are delivered again; what is on a shelf stays there. */
    public synchronized void goOn(String bank, String account) {
        branch(bank).statements().goOn(account);
    }

    /** Delivers what is on a shelf of a bank. */
    public synchronized void deliver(String bank, String shelf) {
        try {
            branch(bank).statements().deliver(shelf);
        } catch (IOException failed) {
            throw new UncheckedIOException("The simulated bank cannot deliver a statement", failed);
        }
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
        if (api != null) {
            api.close();
        }
        if (portal != null) {
            portal.close();
        }
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
