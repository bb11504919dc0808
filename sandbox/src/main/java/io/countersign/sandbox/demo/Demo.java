package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Scenario;
import io.countersign.sandbox.mail.MailSink;
import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.OdooVersion;
import io.countersign.sandbox.payee.PayeeSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The simulated companies of {@code ./countersign demo}: an Odoo, the banks, a mail server, and the people. What they keep is under
 * {@code DIR/sandbox}, so that a second start goes on where the first ended.
 */
public final class Demo implements AutoCloseable {

    /** With fewer, a bank would have nothing to do beside what goes wrong. */
    private static final int FEWEST = 200;

    private static final String DATABASE = "aldermoor";
    private static final String SPELLED_OTHERWISE = "Pfalzgraf Druck GmbH";
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final OdooSimulator odoo;
    private final BankSimulator banks;
    private final PayeeSimulator payees;
    private final MailSink mail;
    private final Play play;
    private final Path played;

    private Demo(
            OdooSimulator odoo, BankSimulator banks, PayeeSimulator payees, MailSink mail, Play play, Path played) {
        this.odoo = odoo;
        this.banks = banks;
        this.payees = payees;
        this.mail = mail;
        this.play = play;
        this.played = played;
    }

    /**
     * Starts the companies and writes {@code DIR/countersign.yaml}, which connects the hub with them. The people wait for
     * {@link #play}.
     */
    public static Demo start(Path data, URI hub) throws IOException {
        return start(data, hub, new Stage.FirstDays());
    }

    /** The same companies at the end of a month, with so many payments. */
    public static Demo monthEnd(Path data, URI hub, int payments) throws IOException {
        if (payments < FEWEST) {
            throw new IOException("A month end has at least %d payments".formatted(FEWEST));
        }
        return start(data, hub, new Stage.EndOfMonth(payments, MonthEndPlan.read()));
    }

    private static Demo start(Path data, URI hub, Stage stage) throws IOException {
        Path kept = data.resolve("sandbox");
        Files.createDirectories(kept);
        claim(kept.resolve("scenario"), stage.name());
        Clock clock = Clock.systemUTC();
        World world = stage.world(World.read());
        String key = secret(kept.resolve("odoo.key"), 40);
        String password = secret(kept.resolve("people.password"), 10);
        OdooSimulator odoo = new OdooSimulator(OdooVersion.V19, DATABASE, clock, kept.resolve("odoo.jsonl"));
        Ledgers ledgers = new Ledgers(odoo, world, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        ledgers.people(key);
        ledgers.fill();
        odoo.start(port(kept.resolve("odoo.port")));
        Files.writeString(kept.resolve("odoo.port"), String.valueOf(odoo.url().getPort()));
        BankSimulator banks = BankSimulator.start(
                kept.resolve("banks"),
                port(kept.resolve("banks.port")),
                stage.banks(world),
                scenario(stage.scenario()),
                clock);
        Files.writeString(
                kept.resolve("banks.port"),
                String.valueOf(banks.connections().getFirst().port()));
        banks.runEvery(Duration.ofMillis(500));
        PayeeSimulator payees = payees(world, port(kept.resolve("payees.port")));
        Files.writeString(
                kept.resolve("payees.port"), String.valueOf(payees.url().getPort()));
        MailSink mail = MailSink.start(kept.resolve("mail"), port(kept.resolve("mail.port")));
        Files.writeString(kept.resolve("mail.port"), String.valueOf(mail.port()));
        String hookToken = secret(kept.resolve("hook.token"), 24);
        write(
                data.resolve("countersign.yaml"),
                configuration(stage, banks, odoo, payees, mail, key, password, hookToken));
        policies(data.resolve("policies"), stage.policies());
        odoo.webhook("account.move", hub.resolve("/hooks/odoo/" + hookToken));
        Play play = stage.play(new Stage.Scene(data, hub, password, world, ledgers, banks));
        return new Demo(odoo, banks, payees, mail, play, kept.resolve(stage.name() + ".over"));
    }

    /** One demo is not played on the data of another. */
    private static void claim(Path file, String name) throws IOException {
        if (Files.exists(file) && !Files.readString(file).strip().equals(name)) {
            throw new IOException("The data here are those of the demo %s; choose another --data"
                    .formatted(Files.readString(file).strip()));
        }
        Files.writeString(file, name);
    }

    /** Where a person uploads files at banks that take them by hand, by the title of the bank. */
    public Map<String, URI> portals() {
        return banks.portals();
    }

    /** The people begin, as soon as the hub is there. */
    public void play() {
        play.play(!Files.exists(played), () -> {
            try {
                Files.writeString(played, "The people of the demo have brought payments to every fate.\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Whoever has an account in the world; one is held under a name that is spelled a little otherwise. */
    private static PayeeSimulator payees(World world, int port) throws IOException {
        PayeeSimulator payees = PayeeSimulator.start(port);
        for (int i = 0; i < world.suppliers().size(); i++) {
            String name = world.suppliers().get(i).getFirst();
            payees.holds(
                    Ibans.ofSupplier(world.suppliers().get(i).get(1), i),
                    name.equals(SPELLED_OTHERWISE) ? name.replace("graf", "graff") : name);
        }
        return payees;
    }

    private static Scenario scenario(String resource) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream(resource)) {
            return Scenario.read(Objects.requireNonNull(in));
        }
    }

    private static String configuration(
            Stage stage,
            BankSimulator banks,
            OdooSimulator odoo,
            PayeeSimulator payees,
            MailSink mail,
            String key,
            String password,
            String hookToken) {
        return """
                # Written anew at each start of the demo: the simulated companies it runs with.
                %s  odoo:
                    url: %s
                    db: %s
                    key: "%s"
                    user: %s
                    poll-every: 5s
                    accounts: {CHARGE: "657000", ACCOUNT_FEE: "657000", ROUNDING: "658000"}
                    hook-token: "%s"
                  payee:
                    url: %s
                    name: Payee check
                  mail:
                    host: 127.0.0.1
                    port: %d
                    tls: NONE
                    from: payments@aldermoor.example
                  demo: true
                  demo-password: "%s"
                %s""".formatted(
                        poll(banks.configuration(), stage.bankPoll()),
                        odoo.url(),
                        odoo.database(),
                        key,
                        Ledgers.HUB,
                        hookToken,
                        payees.url(),
                        mail.port(),
                        password,
                        stage.settings());
    }

    private static String poll(String banks, String every) {
        return banks.replace("  bank:\n", "  bank:\n    poll-every: %s\n".formatted(every));
    }

    /** What the people of a demo wait for in real time takes seconds and not days. */
    private static void policies(Path directory, Map<String, String> policies) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> policy : policies.entrySet()) {
            Path file = directory.resolve(policy.getKey());
            if (!Files.exists(file)) {
                try (InputStream in = Demo.class.getResourceAsStream(policy.getValue())) {
                    Files.write(file, Objects.requireNonNull(in).readAllBytes());
                }
            }
        }
    }

    private static int port(Path file) throws IOException {
        return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    }

    /** A secret that is made once and kept, readable by its owner only. */
    private static String secret(Path file, int length) throws IOException {
        if (!Files.exists(file)) {
            SecureRandom random = new SecureRandom();
            String made = random.ints(length, 0, LETTERS.length())
                    .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                    .collect(Collectors.joining());
            write(file, made);
        }
        return Files.readString(file).strip();
    }

    private static void write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardOpenOption.WRITE);
    }

    @Override
    public void close() {
        play.close();
        payees.close();
        mail.close();
        banks.endOfDay(); // what was booked is on a statement, so that tomorrow's continues it
        banks.close();
        try {
            odoo.close();
        } catch (UncheckedIOException diskGone) {
            throw new UncheckedIOException("What Odoo keeps could not be written to the end", diskGone.getCause());
        }
    }
}
