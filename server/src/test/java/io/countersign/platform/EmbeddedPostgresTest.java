package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedPostgresTest {

    private final Path home = TestPostgres.scratchHome(TestPostgres.scratch("embedded-"));

    @AfterEach
    void leaveNothingBehind() throws Exception {
        EmbeddedPostgres.deleteTree(home);
    }

    @Test
    void keepsWhatWasWrittenAndItsPortOverARestart() throws Exception {
        String url;
        try (EmbeddedPostgres first = EmbeddedPostgres.start(home);
                Connection owner = first.access().connectAsOwner()) {
            Sql.run(owner, "create table kept as select 42 as answer");
            url = first.access().url();
        }
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
        try (EmbeddedPostgres second = EmbeddedPostgres.start(home);
                Connection owner = second.access().connectAsOwner()) {
            assertThat(single(owner, "select answer from kept")).isEqualTo("42");
            assertThat(second.access().url()).isEqualTo(url);
        }
    }

    @Test
    void putsEveryCommitOnTheDiskAndListensToThisMachineOnly() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
                Connection owner = postgres.access().connectAsOwner()) {
            assertThat(single(owner, "show fsync")).isEqualTo("on");
            assertThat(single(owner, "show synchronous_commit")).isEqualTo("on");
            assertThat(single(owner, "show full_page_writes")).isEqualTo("on");
            assertThat(single(owner, "show data_checksums")).isEqualTo("on");
            assertThat(single(owner, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void asksEverybodyForAPassword() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            DatabaseAccess access = postgres.access();
            assertThatThrownBy(() -> DriverManager.getConnection(
                            access.url(), access.owner().name(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void refusesASecondStartOnTheSameDirectory() {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(home)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                    .isInstanceOf(PlatformFailure.class)
                    .hasMessageContaining("Another Countersign runs on ");
            assertThat(EmbeddedPostgres.running(home)).contains(first.access());
        }
    }

    @Test
    void takesOverThePostgresOfAKilledProgram() throws Exception {
        Process program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProgramToKill.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(program.inputReader().readLine()).isEqualTo("written");
        long postmaster = Postmaster.in(home.resolve("data")).orElseThrow().pid();
        program.destroyForcibly().waitFor();

        assertThat(EmbeddedPostgres.running(home)).isPresent();
        try (EmbeddedPostgres next = EmbeddedPostgres.start(home);
                Connection owner = next.access().connectAsOwner()) {
            assertThat(Postmaster.in(home.resolve("data")).orElseThrow().pid()).isEqualTo(postmaster);
            assertThat(single(owner, "select answer from kept")).isEqualTo("42");
        }
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Starts, writes, says so, and waits to be killed. */
    static final class ProgramToKill {

        private ProgramToKill() {}

        @SuppressWarnings("resource") // never closed: that is the point
        public static void main(String[] args) throws Exception {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]));
            Sql.run(postgres.access().connectAsOwner(), "create table kept as select 42 as answer");
            System.out.println("written");
            Thread.sleep(60_000);
        }
    }
}
