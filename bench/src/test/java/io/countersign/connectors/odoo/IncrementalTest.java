package io.countersign.connectors.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import io.countersign.sandbox.odoo.OdooVersion;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reading what changed, against both ways of comparing times: rows written in the same second, transactions that began
 * earlier than they commit, edits between two pages, and pages smaller than a second's rows.
 */
@PostgresTest
class IncrementalTest {

    private static final Duration OVERLAP = Duration.ofSeconds(20);
    private static final String MODEL = "res.partner";

    @ParameterizedTest(name = "Odoo {0}, seed {1}")
    @CsvSource({"V18, 1", "V18, 2", "V18, 3", "V18, 4", "V19, 1", "V19, 2", "V19, 3", "V19, 4"})
    void losesNoRowAndRepeatsNone(OdooVersion version, long seed, TestDatabase database) {
        database.ownerJdbc()
                .sql("truncate connectors.odoo_cursor, connectors.odoo_seen")
                .update();
        Random random = new Random(seed);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T07:00:00Z"));
        OdooWorld world = new OdooWorld(version, clock(now));
        try {
            Odoo wire = overHttp(version, world);
            Edits edits = new Edits(world, random, now);
            Odoo disturbed = call -> {
                Outcome outcome = wire.call(call);
                if (random.nextInt(3) == 0) {
                    edits.some();
                }
                return outcome;
            };
            OdooSettings settings = settings(world);
            Incremental incremental = new Incremental(
                    new Conversation(disturbed),
                    new Cursors(database.jdbc(), clock(now)),
                    database.transactions(),
                    clock(now),
                    settings);
            Map<Integer, String> last = new HashMap<>();
            List<String> handedOn = new ArrayList<>();
            for (int pass = 0; pass < 25; pass++) {
                edits.some();
                incremental.read(MODEL, List.of(), List.of("ref", "write_date"), rows -> take(rows, last, handedOn));
            }
            edits.stop();
            incremental.read(MODEL, List.of(), List.of("ref", "write_date"), rows -> take(rows, last, handedOn));
            assertThat(last).containsAllEntriesOf(edits.truth());
            assertThat(handedOn).doesNotHaveDuplicates();
        } finally {
            world.odoo.close();
        }
    }

    private static void take(List<Rec> rows, Map<Integer, String> last, List<String> handedOn) {
        for (Rec row : rows) {
            last.put(row.id(), row.text("ref", ""));
            handedOn.add(row.json().toString());
        }
    }

    /** People who edit partners, some of them in transactions that take a while. */
    private static final class Edits {
        private final OdooWorld world;
        private final Random random;
        private final AtomicReference<Instant> now;
        private final List<Integer> partners = new ArrayList<>();
        private final Map<Integer, String> truth = new HashMap<>();
        private int number;
        private boolean stopped;

        Edits(OdooWorld world, Random random, AtomicReference<Instant> now) {
            this.world = world;
            this.random = random;
            this.now = now;
            for (int i = 0; i < 30; i++) {
                partners.add(world.company.supplier("Partner " + i, "DE"));
            }
        }

        void some() {
            if (stopped) {
                return;
            }
            now.updateAndGet(at -> at.plusMillis(random.nextInt(900)));
            for (int i = random.nextInt(6); i > 0; i--) {
                int partner = partners.get(random.nextInt(partners.size()));
                number++;
                String ref = "edit " + number;
                Instant began = now.get().minusMillis(random.nextInt(4) == 0 ? random.nextInt(15_000) : 0);
                world.odoo.callAt(began, "admin", MODEL, "write", List.of(partner), Map.of("vals", Map.of("ref", ref)));
                truth.put(partner, ref);
            }
        }

        void stop() {
            stopped = true;
        }

        Map<Integer, String> truth() {
            return truth;
        }
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private static OdooSettings settings(OdooWorld world) {
        OdooSettings usual = OdooSettings.of(world.odoo.url(), world.odoo.database(), OdooWorld.KEY, "hub");
        return new OdooSettings(
                usual.url(),
                usual.db(),
                usual.key(),
                usual.user(),
                "auto",
                usual.pollEvery(),
                OVERLAP,
                usual.timeout(),
                usual.settle(),
                4,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                OdooSettings.StatementLines.PAYMENTS);
    }

    private static Odoo overHttp(OdooVersion version, OdooWorld world) {
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        OdooSettings settings = settings(world);
        int uid =
                world.odoo.user("hub", "Countersign", java.util.Set.of("invoice", "basic", "readonly"), OdooWorld.KEY);
        Dialect dialect = version == OdooVersion.V19
                ? new Dialect.Json2(settings, json)
                : new Dialect.JsonRpc(settings, json, uid);
        HttpClient http = HttpClient.newHttpClient();
        return call -> {
            try {
                return dialect.outcome(
                        http.send(dialect.request(call).build(), HttpResponse.BodyHandlers.ofByteArray()));
            } catch (java.io.IOException e) {
                return new Outcome.Failed(e.toString(), true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome.Failed("stopped", true);
            }
        };
    }
}
