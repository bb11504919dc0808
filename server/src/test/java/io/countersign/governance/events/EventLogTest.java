package io.countersign.governance.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

@PostgresTest
class EventLogTest {

    private static final Caller READER = caller(Set.of(Capability.EVENTS_READ), Set.of());

    private final TestDatabase database;
    private final EventLog log;

    EventLogTest(TestDatabase database) {
        this.database = database;
        EventReader reader = new EventReader(database.jdbc());
        this.log = new EventLog(
                reader,
                new EventTail(reader),
                database.jdbc(),
                Clock.systemUTC(),
                new JdbcTransactionManager(database.applicationDataSource()));
    }

    @BeforeEach
    void empty() {
        database.ownerJdbc()
                .sql("truncate governance.event, governance.event_consumer")
                .update();
    }

    @Test
    void readsInPagesWithoutRepeating() {
        for (int i = 1; i <= 25; i++) {
            append("payment.received", "p" + i, 1, "AO-DE");
        }
        List<String> read = new ArrayList<>();
        EventLog.Page page = log.page(READER, EventFilter.ALL, null, 10);
        while (true) {
            page.events().forEach(event -> read.add(event.id()));
            if (!page.more()) {
                break;
            }
            page = log.page(READER, EventFilter.ALL, page.next(), 10);
        }
        assertThat(read).hasSize(25).doesNotHaveDuplicates().startsWith("p1:1").endsWith("p25:1");
        assertThat(log.page(READER, EventFilter.ALL, page.next(), 10).events()).isEmpty();
        append("payment.received", "p26", 1, "AO-DE");
        assertThat(log.page(READER, EventFilter.ALL, page.next(), 10).events())
                .singleElement()
                .satisfies(event -> assertThat(event.wireType()).isEqualTo("io.countersign.payment.received.v1"));
    }

    @Test
    void filtersByTypeFamilySubjectAndLegalEntity() {
        append("payment.received", "p1", 1, "AO-DE");
        append("payment.approved", "p1", 2, "AO-DE");
        append("payment.approved", "p2", 2, "AO-FR");
        append("case.opened", "c1", 1, null);
        assertThat(ids(EventFilter.types("payment.approved"), READER)).containsExactly("p1:2", "p2:2");
        assertThat(ids(EventFilter.types("io.countersign.payment.received.v1", "case.*"), READER))
                .containsExactly("p1:1", "c1:1");
        assertThat(ids(new EventFilter(Set.of(), "p1", Set.of()), READER)).containsExactly("p1:1", "p1:2");
        assertThat(ids(new EventFilter(Set.of(), null, Set.of("AO-FR")), READER))
                .containsExactly("p2:2");
    }

    @Test
    void aCallerReadsOnlyWithinTheirScopeWhateverTheyAskFor() {
        append("payment.received", "p1", 1, "AO-DE");
        append("payment.received", "p2", 1, "AO-FR");
        append("policy.changed", "policy/timing", 1, null);
        Caller narrow = caller(Set.of(Capability.EVENTS_READ), Set.of("AO-FR"));
        assertThat(ids(EventFilter.ALL, narrow)).containsExactly("p2:1");
        assertThat(ids(new EventFilter(Set.of(), null, Set.of("AO-DE")), narrow))
                .isEmpty();
        assertThatThrownBy(() -> log.page(caller(Set.of(), Set.of()), EventFilter.ALL, null, 10))
                .isInstanceOf(CapabilityMissing.class);
    }

    @Test
    void refusesWhatIsNoCursor() {
        for (String wrong : List.of("", "x", "MTIz", "!!", "MS4yLjM")) {
            assertThatThrownBy(() -> log.page(READER, EventFilter.ALL, wrong, 10))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anEventThatCommitsLateIsNotSkipped() throws SQLException {
        try (Connection slow = database.applicationDataSource().getConnection()) {
            slow.setAutoCommit(false);
            insert(slow, "payment.received", "slow", 1, "AO-DE");
            append("payment.received", "fast", 1, "AO-DE");
            EventLog.Page before = log.page(READER, EventFilter.ALL, null, 10);
            assertThat(before.events())
                    .as("nothing at or above the running transaction")
                    .isEmpty();
            slow.commit();
            assertThat(log.page(READER, EventFilter.ALL, before.next(), 10).events())
                    .extracting(LoggedEvent::subject)
                    .containsExactly("slow", "fast");
        }
    }

    /** Eight writers that dawdle before they commit or roll back, four consumers that share one cursor, one reader. */
    @Test
    void underConcurrentWritersNothingIsSkippedAndNothingRepeats() throws Exception {
        int writers = 8;
        int each = 60;
        AtomicBoolean writing = new AtomicBoolean(true);
        database.ownerJdbc()
                .sql("create table if not exists public.handled (id text)")
                .update();
        database.ownerJdbc()
                .sql("grant all on public.handled to countersign_app")
                .update();
        Set<String> committed = new HashSet<>();
        List<String> read = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Set<String>>> written = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                written.add(threads.submit(() -> write(writer, each)));
            }
            List<Future<?>> consumers = new ArrayList<>();
            for (int c = 0; c < 4; c++) {
                consumers.add(threads.submit(() -> {
                    while (consume(events -> {}) > 0 || writing.get()) {
                        Thread.onSpinWait();
                    }
                }));
            }
            Future<?> reading = threads.submit(() -> {
                String cursor = null;
                boolean last = false;
                while (!last) {
                    last = !writing.get();
                    EventLog.Page page;
                    do {
                        page = log.page(READER, EventFilter.ALL, cursor, 7);
                        page.events().forEach(event -> read.add(event.id()));
                        cursor = page.next();
                    } while (page.more());
                }
            });
            for (Future<Set<String>> one : written) {
                committed.addAll(one.get(60, TimeUnit.SECONDS));
            }
            writing.set(false);
            reading.get(60, TimeUnit.SECONDS);
            for (Future<?> one : consumers) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(committed).hasSizeGreaterThan(writers * each / 2);
        assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
        assertThat(database.jdbc()
                        .sql("select id from public.handled")
                        .query(String.class)
                        .list())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(committed);
    }

    @Test
    void workThatFailsGetsTheSameEventsAgain() {
        append("payment.received", "p1", 1, "AO-DE");
        database.ownerJdbc()
                .sql("create table if not exists public.handled (id text)")
                .update();
        database.ownerJdbc()
                .sql("grant all on public.handled to countersign_app")
                .update();
        database.ownerJdbc().sql("truncate public.handled").update();
        assertThatThrownBy(() -> consume(events -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(database.jdbc()
                        .sql("select count(*) from public.handled")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(consume(events -> {})).isEqualTo(1);
        assertThat(consume(events -> {})).isZero();
    }

    @Test
    void aFollowerIsWokenByWhatComesAndOnlyByThat() throws InterruptedException {
        append("payment.received", "before", 1, "AO-DE");
        try (EventLog.Following following =
                log.follow(READER, EventFilter.ALL, null).orElseThrow()) {
            assertThat(following.next(Duration.ofMillis(100)).events()).isEmpty();
            Thread.ofVirtual().start(() -> append("payment.received", "after", 1, "AO-DE"));
            assertThat(following.next(Duration.ofSeconds(10)).events())
                    .extracting(LoggedEvent::subject)
                    .containsExactly("after");
        }
    }

    @Test
    void followersAreBounded() {
        List<EventLog.Following> all = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            all.add(log.follow(READER, EventFilter.ALL, null).orElseThrow());
        }
        assertThat(log.follow(READER, EventFilter.ALL, null)).isEmpty();
        all.forEach(EventLog.Following::close);
        log.follow(READER, EventFilter.ALL, null).orElseThrow().close();
    }

    @Test
    void theApplicationCannotRewriteTheLog() {
        for (String act : List.of(
                "update governance.event set type = 'x'",
                "delete from governance.event",
                "truncate governance.event",
                "update governance.event_default set type = 'x'",
                "insert into governance.event (tx, at, type, subject, sequence, correlation_id, actor, data)"
                        + " values ('1', now(), 'payment.approved', 'p', 1, 'c', 'me', '{}')")) {
            assertThatThrownBy(() -> database.jdbc().sql(act).update())
                    .as(act)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    private int consume(Consumer<List<LoggedEvent>> then) {
        return log.consume("test", EventFilter.ALL, 5, events -> {
            insertHandled(events);
            then.accept(events);
        });
    }

    private void insertHandled(List<LoggedEvent> events) {
        database.jdbc()
                .sql("insert into public.handled select unnest(:ids)")
                .param("ids", events.stream().map(LoggedEvent::id).toArray(String[]::new))
                .update();
    }

    private Set<String> write(int writer, int count) throws SQLException, InterruptedException {
        Set<String> committed = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String subject = "w" + writer + "-" + i;
            try (Connection connection = database.applicationDataSource().getConnection()) {
                connection.setAutoCommit(false);
                insert(connection, "payment.received", subject, 1, "AO-DE");
                Thread.sleep(ThreadLocalRandom.current().nextInt(6));
                if (i % 7 == 3) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.add(subject + ":1");
                }
            }
        }
        return committed;
    }

    private List<String> ids(EventFilter filter, Caller caller) {
        return log.page(caller, filter, null, 100).events().stream()
                .map(LoggedEvent::id)
                .toList();
    }

    private void append(String type, String subject, int sequence, @Nullable String legalEntity) {
        try (Connection connection = database.applicationDataSource().getConnection()) {
            insert(connection, type, subject, sequence, legalEntity);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void insert(
            Connection connection, String type, String subject, int sequence, @Nullable String legalEntity)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into governance.event (at, type, subject, sequence, legal_entity, correlation_id, actor, data)
                values (now(), ?, ?, ?, ?, 'c-1', 'jana', '{}')
                """)) {
            insert.setString(1, type);
            insert.setString(2, subject);
            insert.setInt(3, sequence);
            insert.setString(4, legalEntity);
            insert.executeUpdate();
        }
    }

    private static Caller caller(Set<Capability> capabilities, Set<String> legalEntities) {
        Actor actor = new Actor(Actor.Kind.HUMAN, "olga", "Olga Varga");
        return new Caller(new Cause(actor, "c-1", null, null), capabilities, Set.of(), legalEntities);
    }
}
