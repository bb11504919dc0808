package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in directories that another program empties and fills. */
class FolderChannelTest {

    private static final byte[] CONTENT = "<Document/>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private final FolderChannel channel = new FolderChannel(UUID::randomUUID);

    @BeforeEach
    void directories() throws IOException {
        for (String name : List.of("out", "in", "done")) {
            Files.createDirectory(home.resolve(name));
        }
    }

    @Test
    void deliversUnderTheFinalNameAndSeesItThereAndInTheArchive() throws IOException {
        assertThat(send("a.xml")).isEqualTo(new Handover.Delivered());
        assertThat(home.resolve("out/a.xml")).hasBinaryContent(CONTENT);
        assertThat(home.resolve("out/a.xml.part")).doesNotExist();
        assertThat(channel.look(connection(), draft("a.xml"))).isEqualTo(Presence.SEEN);
        assertThat(channel.look(connection(), draft("b.xml"))).isEqualTo(Presence.NOT_SEEN);
        Files.move(home.resolve("out/a.xml"), home.resolve("done/a.xml.20261127"));
        assertThat(channel.look(connection(), draft("a.xml"))).isEqualTo(Presence.SEEN);
    }

    @Test
    void neverReplacesAFileOfThatName() throws IOException {
        Files.writeString(home.resolve("out/a.xml"), "earlier");
        assertThat(send("a.xml")).isInstanceOf(Handover.Doubt.class);
        assertThat(home.resolve("out/a.xml")).hasContent("earlier");
    }

    @Test
    void aDirectoryThatIsNotThereIsCertainlyNotSent() throws IOException {
        Files.delete(home.resolve("out"));
        assertThat(send("a.xml")).isInstanceOf(Handover.NotSent.class);
    }

    @Test
    void fetchesCompleteFilesOldestFirstAndFollowsNoLinks() throws IOException {
        Files.writeString(home.resolve("secret"), "not for us");
        write("second.xml", 2_000);
        write("first.xml", 1_000);
        write("half.xml.part", 3_000);
        Files.createSymbolicLink(home.resolve("in/link.xml"), home.resolve("secret"));
        Files.writeString(home.resolve("done/first.xml"), "another file of that name");

        List<String> kept = new ArrayList<>();
        int fetched = channel.fetch(connection(), (name, content) -> {
            kept.add(name + " " + new String(content.readAllBytes(), StandardCharsets.UTF_8));
            return new Kept(new UUID(0, 7), !name.startsWith("second"), name, Instant.EPOCH);
        });

        assertThat(kept).containsExactly("first.xml first.xml", "second.xml second.xml");
        assertThat(fetched).as("one was known already").isEqualTo(1);
        assertThat(home.resolve("in/half.xml.part")).exists();
        assertThat(home.resolve("in/first.xml")).doesNotExist();
        assertThat(home.resolve("done/first.xml")).hasContent("another file of that name");
        assertThat(home.resolve("done/second.xml")).hasContent("second.xml");
    }

    private void write(String name, long at) throws IOException {
        Path file = Files.writeString(home.resolve("in").resolve(name), name);
        Files.setLastModifiedTime(file, FileTime.fromMillis(at));
    }

    private Handover send(String name) {
        return channel.send(connection(), draft(name), new ByteArrayInputStream(CONTENT), CONTENT.length);
    }

    private Connection connection() {
        return new Connection(
                "ebics-folder",
                BankConnections.Channel.FOLDER,
                null,
                22,
                null,
                null,
                null,
                home.resolve("out").toString(),
                home.resolve("in").toString(),
                home.resolve("done").toString(),
                ".part",
                List.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                null,
                null,
                "sepa-generic-09",
                null,
                null);
    }

    private static Draft draft(String name) {
        return new Draft(
                new UUID(0, 1),
                "M1",
                name,
                "ebics-folder",
                "SEPA_SCT",
                new Debtor("Alpenrose GmbH", "DE", "DE89370400440532013000", null, "EUR"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00Z"),
                1,
                BigDecimal.TEN,
                "EUR");
    }
}
