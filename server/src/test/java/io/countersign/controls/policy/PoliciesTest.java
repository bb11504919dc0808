package io.countersign.controls.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.controls.files.WatchedDirectory;
import io.countersign.governance.Journals;
import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

@PostgresTest
class PoliciesTest {

    private final TestDatabase database;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T09:00:00Z"));
    private final List<Object> published = new ArrayList<>();
    private final PolicyStore store;
    private final PolicyLoader loader;
    private final Policies policies;

    @TempDir
    Path directory;

    PoliciesTest(TestDatabase database) {
        this.database = database;
        this.store = new PolicyStore(
                database.jdbc(),
                clock,
                Journals.journal(database, clock),
                JsonMapper.builder().build());
        this.loader = new PolicyLoader(
                store, UUID::randomUUID, published::add, new JdbcTransactionManager(database.applicationDataSource()));
        this.policies = new Policies(store, loader, clock);
    }

    @BeforeEach
    void start() {
        database.ownerJdbc()
                .sql("truncate controls.policy_version, controls.refused_file, governance.event")
                .update();
        policies.afterSingletonsInstantiated();
    }

    @Test
    void theShippedPoliciesAreInForceAfterTheFirstStart() {
        assertThat(policies.inForce())
                .extracting(PolicyVersion::name)
                .containsExactly(
                        "approval-matrix@1",
                        "routing@1",
                        "checkpoints@1",
                        "cases@1",
                        "timing@1",
                        "cut-offs@1",
                        "outages@1",
                        "payee-verification@1",
                        "reconciliation@1",
                        "remittance-advice@1",
                        "recalls@1");
        assertThat(policies.checkpoint("SENT"))
                .hasValue(new Policies.Checkpoint(Duration.ofHours(4), "operator", "checkpoints@1#row-6"));
        assertThat(policies.checkpoint("RECONCILED")).isEmpty();
        assertThat(policies.caseRule("UNKNOWN_OUTCOME").orElseThrow().owner()).isEqualTo("treasurer");
        assertThat(policies.timing("statements").orElseThrow().realTime()).isFalse();
        assertThat(policies.timing("erp-import").orElseThrow().policy()).isEqualTo("timing@1#row-1");
    }

    @Test
    void aSecondStartLoadsNothingAgain() {
        policies.afterSingletonsInstantiated();
        assertThat(store.count()).isEqualTo(PolicyRules.IDS.size());
    }

    @Test
    void aChangedFileIsANewVersionAndTellsSo() throws IOException {
        WatchedDirectory files = new PolicyDirectory(policies, loader, directory.toString()).policyFiles();
        files.start();
        files.stop();
        Path file = directory.resolve("checkpoints.yaml");
        assertThat(file).exists();
        Files.writeString(file, Files.readString(file).replace("within: PT4H", "within: PT5H"));
        files.look(true);
        assertThat(policies.checkpoint("SENT"))
                .hasValue(new Policies.Checkpoint(Duration.ofHours(5), "operator", "checkpoints@2#row-6"));
        assertThat(events()).contains("policy.changed policy/checkpoints:2");
    }

    @Test
    void aBrokenFileIsRefusedAndTheRunningVersionStays() {
        String broken = PolicyLoader.shipped("checkpoints").replace("state: SENT", "state: POSTED");
        PolicyFile result = loader.load("checkpoints.yaml", broken, true);
        loader.load("checkpoints.yaml", broken, true);
        policies.refresh();
        assertThat(result)
                .isInstanceOfSatisfying(
                        PolicyFile.Refused.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .satisfies(fault -> assertThat(fault.path())
                                        .startsWith("line 3")
                                        .contains("column 12")));
        assertThat(published).contains(result);
        assertThat(policies.checkpoint("SENT").orElseThrow().policy()).isEqualTo("checkpoints@1#row-6");
        assertThat(events())
                .filteredOn(event -> event.startsWith("policy.refused"))
                .containsExactly("policy.refused policy-file/checkpoints.yaml:1");
    }

    @Test
    void aVersionWithALaterDateWaitsForIt() {
        String later = PolicyLoader.shipped("checkpoints")
                .replace("effective: 2025-01-01", "effective: 2026-12-01")
                .replace("within: PT4H", "within: PT1H");
        loader.load("checkpoints.yaml", later, true);
        policies.refresh();
        assertThat(policies.checkpoint("SENT").orElseThrow().policy()).isEqualTo("checkpoints@1#row-6");
        clock.now = Instant.parse("2026-12-01T00:00:00Z");
        assertThat(policies.checkpoint("SENT").orElseThrow().policy()).isEqualTo("checkpoints@2#row-6");
    }

    @Test
    void tellsTheCutOffOfASchemeThatHasOne() {
        assertThat(policies.cutOff("SEPA_SCT", null, "EUR").orElseThrow().at()).isEqualTo(LocalTime.of(14, 30));
        assertThat(policies.cutOff("SEPA_INST", null, "EUR").orElseThrow().always())
                .isTrue();
    }

    @Test
    void whatWasInForceYesterdayDoesNotChangeByALoadToday() {
        loader.load("timing.yaml", PolicyLoader.shipped("timing") + "# changed\n", true);
        assertThat(policies.versions("timing").getFirst().effectiveFrom()).isEqualTo(clock.now);
    }

    @Test
    void anOldFileDoesNotUndoALaterVersionWhenAProcessStarts() {
        loader.load("timing.yaml", PolicyLoader.shipped("timing") + "# changed\n", true);
        assertThat(loader.load("timing.yaml", PolicyLoader.shipped("timing"), false))
                .isInstanceOf(PolicyFile.Unchanged.class);
        assertThat(loader.load("timing.yaml", PolicyLoader.shipped("timing"), true))
                .isInstanceOf(PolicyFile.Accepted.class);
    }

    @Test
    void theApplicationCannotChangeAVersion() {
        assertThatThrownBy(() -> database.jdbc()
                        .sql("update controls.policy_version set owner = 'me'")
                        .update())
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> database.jdbc()
                        .sql("delete from controls.policy_version")
                        .update())
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private List<String> events() {
        return database.jdbc()
                .sql("select type || ' ' || subject || ':' || sequence from governance.event order by seq")
                .query(String.class)
                .list();
    }

    /** Stands where it is put. */
    private static final class SettableClock extends Clock {

        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
