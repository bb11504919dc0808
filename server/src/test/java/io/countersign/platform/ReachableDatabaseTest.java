package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachableDatabaseTest {

    private final Path data = TestPostgres.scratch("reachable-");
    private final Path home = data.resolve("postgres");

    @AfterEach
    void leaveNothingBehind() throws Exception {
        EmbeddedPostgres.deleteTree(data);
    }

    @Test
    void isTheRunningOneWhileTheServerRuns() {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(TestPostgres.scratchHome(home))) {
            try (ReachableDatabase reachable = ReachableDatabase.of(data)) {
                assertThat(reachable.access()).isEqualTo(server.access());
            }
            assertThat(EmbeddedPostgres.running(home)).isPresent();
        }
    }

    @Test
    void isStartedForTheMomentOtherwise() throws Exception {
        EmbeddedPostgres.start(TestPostgres.scratchHome(home)).close();
        try (ReachableDatabase reachable = ReachableDatabase.of(data);
                var connection = reachable.access().connectAsOwner()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
    }

    @Test
    void isTheOneOfTheSettingsFile() throws Exception {
        Files.writeString(data.resolve("countersign.yaml"), """
                countersign:
                  database:
                    url: postgres://hub:secret@db.example/pay
                """);
        try (ReachableDatabase reachable = ReachableDatabase.of(data)) {
            assertThat(reachable.access().url()).isEqualTo("jdbc:postgresql://db.example/pay");
        }
    }

    @Test
    void doesNotMakeADatabaseWhereNoneIs() {
        assertThatThrownBy(() -> ReachableDatabase.of(data))
                .isInstanceOf(PlatformFailure.class)
                .hasMessageContaining("There is no Countersign data in");
        assertThat(data).isEmptyDirectory();
    }
}
