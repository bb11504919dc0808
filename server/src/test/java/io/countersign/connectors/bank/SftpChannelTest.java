package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.Dependencies;
import io.countersign.connectors.DependenciesFixture;
import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class SftpChannelTest {

    private static final byte[] CONTENT = "<Document/>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private final Dependencies dependencies;
    private final TestDatabase database;
    private BankAtHome bank;
    private BankSessions sessions;

    SftpChannelTest(TestDatabase database) {
        this.database = database;
        this.dependencies = DependenciesFixture.over(database, Clock.systemUTC());
    }

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        bank = new BankAtHome(directory);
        sessions = new BankSessions();
    }

    @AfterEach
    void close() throws IOException {
        sessions.close();
        bank.close();
    }

    @Test
    void deliversTheWholeFileUnderItsFinalNameAndSeesItThere() throws IOException {
        FileRail rail = rail(bank.connection("delivers"));

        assertThat(send(rail, "delivers", "a.xml")).isEqualTo(new Handover.Delivered());

        assertThat(Files.readAllBytes(bank.home.resolve("upload/a.xml"))).isEqualTo(CONTENT);
        assertThat(bank.home.resolve("upload/a.xml.part")).doesNotExist();
        assertThat(rail.look(draft("delivers", "a.xml"))).isEqualTo(Presence.SEEN);
        assertThat(rail.look(draft("delivers", "other.xml"))).isEqualTo(Presence.NOT_SEEN);

        Files.move(bank.home.resolve("upload/a.xml"), bank.home.resolve("archive/a.xml.20261120"));
        assertThat(rail.look(draft("delivers", "a.xml"))).isEqualTo(Presence.SEEN);
    }

    @Test
    void neverOverwritesAFileOfTheSameName() throws IOException {
        Files.writeString(bank.home.resolve("upload/a.xml"), "earlier");
        assertThat(send(rail(bank.connection("exists")), "exists", "a.xml")).isInstanceOf(Handover.Doubt.class);
        assertThat(bank.home.resolve("upload/a.xml")).hasContent("earlier");
    }

    @Test
    void aLineThatDropsBeforeTheRenameWasAskedForIsCertainlyNotSent() {
        bank.drop.set(BankAtHome.Drop.WHILE_WRITING);
        FileRail rail = rail(bank.connection("writing"));
        assertThat(send(rail, "writing", "a.xml")).isInstanceOf(Handover.NotSent.class);
        assertThat(bank.home.resolve("upload/a.xml")).doesNotExist();

        assertThat(send(rail, "writing", "a.xml"))
                .as("and the next try succeeds")
                .isEqualTo(new Handover.Delivered());
    }

    @Test
    void aLineThatDropsOnceTheRenameWasAskedForLeavesADoubt() {
        bank.drop.set(BankAtHome.Drop.BEFORE_RENAME);
        FileRail rail = rail(bank.connection("rename"));
        assertThat(send(rail, "rename", "a.xml")).isInstanceOf(Handover.Doubt.class);
        assertThat(rail.look(draft("rename", "a.xml"))).isEqualTo(Presence.NOT_SEEN);

        bank.drop.set(BankAtHome.Drop.AFTER_RENAME);
        assertThat(send(rail, "rename", "b.xml")).isInstanceOf(Handover.Doubt.class);
        assertThat(rail.look(draft("rename", "b.xml"))).isEqualTo(Presence.SEEN);
    }

    @Test
    void speaksToNobodyWhoShowsAnotherHostKey() throws GeneralSecurityException {
        String foreign = PublicKeyEntry.toString(BankAtHome.pair().getPublic());
        Connection wrong = bank.connection("wrong", foreign, bank.clientKey());
        assertThat(send(rail(wrong), "wrong", "a.xml")).isInstanceOf(Handover.NotSent.class);
        assertThat(bank.home.resolve("upload/a.xml.part")).doesNotExist();
    }

    @Test
    void acceptsTheFingerprintOfTheHostKey() {
        Connection printed = bank.connection("printed", bank.fingerprint(), bank.clientKey());
        assertThat(send(rail(printed), "printed", "a.xml")).isEqualTo(new Handover.Delivered());
    }

    @Test
    void aKeyTheBankDoesNotKnowIsNotSent() throws IOException, GeneralSecurityException {
        Path stranger = BankAtHome.writeKey(directory.resolve("stranger"), BankAtHome.pair());
        Connection unknown = bank.connection("unknown", bank.hostKey(), stranger);
        assertThat(send(rail(unknown), "unknown", "a.xml")).isInstanceOf(Handover.NotSent.class);
    }

    @Test
    void aBankThatIsDownIsLeftAloneForAWhileAndItsTroubleIsTold() throws IOException {
        Connection down = bank.connection("down");
        bank.close();
        FileRail rail = rail(down);
        for (int i = 0; i < 3; i++) {
            assertThat(send(rail, "down", "a.xml")).isInstanceOf(Handover.NotSent.class);
        }

        assertThat(dependencies.mayTry("bank:down")).isFalse();
        assertThat(rail.look(draft("down", "a.xml"))).isEqualTo(Presence.CANNOT_LOOK);
        assertThat(dependencies.health()).anySatisfy(h -> {
            assertThat(h.name()).isEqualTo("bank:down");
            assertThat(h.degraded()).isTrue();
            assertThat(h.lastError()).contains("No session");
        });
        assertThat(events("bank:down")).containsExactly("dependency.degraded");

        dependencies.answered("bank:down");
        assertThat(dependencies.mayTry("bank:down")).isTrue();
        assertThat(events("bank:down")).containsExactly("dependency.degraded", "dependency.recovered");
    }

    private List<String> events(String subject) {
        return database.jdbc()
                .sql("select type from governance.event where subject = :subject order by sequence")
                .param("subject", subject)
                .query(String.class)
                .list();
    }

    private FileRail rail(Connection connection) {
        BankConnections connections = new BankConnections(List.of(connection), Duration.ofSeconds(1));
        return new FileRail(
                connections,
                List.of(new SftpChannel(sessions, UUID::randomUUID)),
                dependencies,
                new Profiles(connections),
                new SealedFiles(database.jdbc(), database.transactions(), Clock.systemUTC()));
    }

    private static Handover send(FileRail rail, String connection, String name) {
        return rail.send(draft(connection, name), new ByteArrayInputStream(CONTENT), CONTENT.length);
    }

    private static Draft draft(String connection, String name) {
        return new Draft(
                new UUID(0, 1),
                "M1",
                name,
                connection,
                "SEPA_SCT",
                new Debtor("Alpenrose GmbH", "DE", "DE89370400440532013000", null, "EUR"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00Z"),
                1,
                BigDecimal.TEN,
                "EUR");
    }
}
