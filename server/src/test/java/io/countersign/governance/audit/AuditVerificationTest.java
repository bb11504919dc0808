package io.countersign.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.governance.Journal;
import io.countersign.governance.Journals;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

@PostgresTest
class AuditVerificationTest {

    private static final Cause JANA =
            new Cause(new Actor(Actor.Kind.HUMAN, "jana", "Jana Brückner"), "c-41d8f7b2", null, "10.1.2.3");
    private static final Caller AUDITOR = new Caller(JANA, Set.of(Capability.AUDIT_READ), Set.of("auditor"), Set.of());

    private final TestDatabase database;
    private final Journal journal;

    @TempDir
    Path directory;

    AuditVerificationTest(TestDatabase database) {
        this.database = database;
        this.journal = Journals.journal(database, Clock.systemUTC());
    }

    @BeforeEach
    void empty() {
        database.ownerJdbc().sql("""
                        truncate governance.audit_entry, governance.audit_leaf, governance.audit_node,
                                 governance.audit_seal, governance.audit_key restart identity
                        """).update();
    }

    @Test
    void anUntouchedTrailIsIntactOverManySeals() {
        Sealer sealer = sealer();
        long sealed = 0;
        for (int entries : new int[] {1, 3, 250, 1, 1, 300, 512}) {
            write(entries);
            sealed += sealer.seal();
        }
        assertThat(sealed).isEqualTo(1_068);
        assertThat(sealer.seal()).as("nothing is new").isZero();
        write(5);
        assertThat(verify(directory))
                .contains("INTACT: 1,068 entries are as they were signed by 7 seals")
                .contains("5 newer entries wait for the next seal");
    }

    @Test
    void anEmptyTrailIsIntact() {
        assertThat(verify(directory)).contains("INTACT: 0 entries");
    }

    /** What the owner of the database does, and what the verification says. The trail: entries 1 to 600, seals of 300. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            update governance.audit_entry set actor_id = 'miriam' where seq = 77 | entry 77 (case.opened of case-77 by miriam
            update governance.audit_entry set at = at - interval '1 microsecond' where seq = 301 | entry 301
            update governance.audit_entry set why = null where seq = 2 | entry 2
            update governance.audit_entry set detail = jsonb_set(detail, '{amount}', '"9007199254740993.02"') where seq = 12 | entry 12
            update governance.audit_entry set policy = 'approval-matrix@9#row-1' where seq = 600 | entry 600
            update governance.audit_entry set seq = default where seq = 5 | entry 5 was deleted
            delete from governance.audit_entry where seq = 41 | entry 41 was deleted (leaf 40)
            delete from governance.audit_entry where seq = 600 | entry 600 was deleted (leaf 599)
            insert into governance.audit_entry (tx, at, actor_kind, actor_id, actor_name, act, subject, correlation_id) overriding system value select tx, now(), 'HUMAN', 'eve', 'Eve', 'payment.approved', 'p', 'c' from governance.audit_entry where seq = 100 | was inserted behind what was sealed
            update governance.audit_leaf set hash = sha256('x') where leaf = 9 | the stored hash of leaf 9 was changed; entry 10
            update governance.audit_leaf set entry = 21 - entry where leaf in (9, 10) | entry 11 is not where it was sealed
            delete from governance.audit_leaf where leaf = 300 | leaf 300 was deleted
            delete from governance.audit_leaf where leaf >= 590 | the tree was cut off: seal 2 signed 600 leaves, 590 are there
            insert into governance.audit_leaf values (600, 600, sha256('x')) | leaf 600 is behind the last seal
            update governance.audit_seal set root = sha256('x') where seal = 1 | seal 1 has a bad signature
            update governance.audit_seal set sealed_at = sealed_at - interval '1 day' where seal = 2 | seal 2 has a bad signature
            update governance.audit_seal set signature = sha512('x') where seal = 2 | seal 2 has a bad signature
            delete from governance.audit_seal where seal = 1 | seal 1 is missing
            delete from governance.audit_seal where seal = 2 | leaf 300 is behind the last seal
            """)
    void namesWhatWasTamperedWith(String act, String finding) {
        twoSealsOfThreeHundred();
        assertThat(verify(directory)).contains("INTACT: 600");
        assertThat(database.ownerJdbc().sql(act).update()).as("rows touched").isPositive();
        assertThat(verify(directory)).contains("TAMPERED: ").contains(finding);
    }

    @Test
    void anEntryChangedTogetherWithItsLeafIsFoundByTheSignedRoot() throws SQLException {
        twoSealsOfThreeHundred();
        database.ownerJdbc()
                .sql("update governance.audit_entry set actor_id = 'eve' where seq = 7")
                .update();
        TrailRow changed = database.ownerJdbc()
                .sql(TrailRow.SELECT + " where seq = 7")
                .query((row, number) -> TrailRow.of(row))
                .single();
        byte[] hash = MerkleTree.leaf(changed.canonical().getBytes(StandardCharsets.UTF_8));
        database.ownerJdbc()
                .sql("update governance.audit_leaf set hash = :hash where entry = 7")
                .param("hash", hash)
                .update();
        assertThat(verify(null)).contains("TAMPERED: an entry before leaf 300 and its leaf were both changed");
    }

    @Test
    void aTrailSignedAgainWithAnotherKeyIsFoundByTheKeptKey() throws IOException {
        twoSealsOfThreeHundred();
        empty();
        write(600);
        Path forger = Files.createDirectory(directory.resolve("forger"));
        sealer(forger).seal();
        assertThat(verify(null)).as("the database by itself is consistent").contains("INTACT");
        assertThat(verify(directory)).contains("TAMPERED: seal 1 is signed by the key");
    }

    @Test
    void aTailThatWasCutOffEverywhereIsFoundByTheKeptHeads() {
        twoSealsOfThreeHundred();
        database.ownerJdbc()
                .sql("delete from governance.audit_seal where seal = 2")
                .update();
        database.ownerJdbc()
                .sql("delete from governance.audit_leaf where leaf >= 300")
                .update();
        database.ownerJdbc()
                .sql("delete from governance.audit_entry where seq > 300")
                .update();
        assertThat(verify(null)).as("the database by itself is consistent").contains("INTACT: 300");
        assertThat(verify(directory))
                .contains("TAMPERED: the tail was cut off: seal 2 was kept and is not in the database");
    }

    @Test
    void aSealWaitsForTransactionsThatStillRun() throws SQLException {
        Sealer sealer = sealer();
        try (Connection slow = database.applicationDataSource().getConnection()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute(INSERT_ONE);
            write(3);
            assertThat(sealer.seal()).isZero();
            slow.commit();
        }
        assertThat(sealer.seal()).isEqualTo(4);
        assertThat(verify(directory)).contains("INTACT: 4 entries");
    }

    @Test
    void twoProcessesThatSealAtTheSameTimeMakeOneTree() throws InterruptedException {
        Sealer one = sealer();
        Sealer two = sealer();
        write(2_000);
        List<Thread> threads = IntStream.range(0, 6)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    for (int round = 0; round < 10; round++) {
                        (i % 2 == 0 ? one : two).seal();
                        write(3);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        one.seal();
        assertThat(verify(directory)).contains("INTACT: 2,180 entries");
    }

    @Test
    void everyEntryOfASubjectIsProvenOffline() {
        twoSealsOfThreeHundred();
        List<InclusionProof> proofs = trail().proofs(AUDITOR, "case-321");
        assertThat(proofs).singleElement().satisfies(proof -> {
            assertThat(proof.number()).isEqualTo(321);
            assertThat(proof.entry()).contains("\"actorId\":\"jana\"").contains("Brückner");
            assertThat(proof.holds()).isTrue();
            assertThat(changed(proof, proof.entry().replace("jana", "eve")).holds())
                    .isFalse();
        });
        assertThat(trail().proof(AUDITOR, 1).orElseThrow().seal().number()).isEqualTo(1);
        assertThat(trail().proof(AUDITOR, 9_999)).isEmpty();
    }

    @Test
    void anEntryIsNotProvenBeforeItIsSealed() {
        write(1);
        assertThat(trail().proof(AUDITOR, 1)).isEmpty();
        assertThat(trail().page(AUDITOR, AuditTrail.Filter.ALL, null, 10).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.leaf()).isNull());
        sealer().seal();
        assertThat(trail().page(AUDITOR, AuditTrail.Filter.ALL, null, 10).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.leaf()).isEqualTo(0L));
    }

    @Test
    void theTrailIsReadInPagesAndByFilter() {
        twoSealsOfThreeHundred();
        AuditTrail.Page page = trail().page(AUDITOR, AuditTrail.Filter.ALL, null, 500);
        assertThat(page.entries())
                .hasSize(500)
                .first()
                .satisfies(entry -> assertThat(entry.number()).isEqualTo(600));
        AuditTrail.Page rest = trail().page(AUDITOR, AuditTrail.Filter.ALL, page.next(), 500);
        assertThat(rest.entries())
                .hasSize(100)
                .last()
                .satisfies(entry -> assertThat(entry.number()).isEqualTo(1));
        assertThat(rest.next()).isNull();
        AuditTrail.Filter family = new AuditTrail.Filter("jana", "case.*", null, "c-41d8f7b2", null, null);
        assertThat(trail().page(AUDITOR, family, null, 10).entries()).hasSize(10);
        assertThat(trail().page(AUDITOR, AuditTrail.Filter.subject("case-5"), null, 10)
                        .entries())
                .hasSize(1);
        assertThat(trail().status(AUDITOR))
                .satisfies(status -> assertThat(status.entries()).isEqualTo(600))
                .satisfies(status -> assertThat(status.sealed()).isEqualTo(600))
                .satisfies(status -> assertThat(status.publicKeyPem()).startsWith("-----BEGIN PUBLIC KEY-----"));
        assertThatThrownBy(() -> trail().page(AUDITOR, AuditTrail.Filter.ALL, "nonsense", 10))
                .isInstanceOf(IllegalArgumentException.class);
        Caller nobody = new Caller(JANA, Set.of(Capability.PAYMENTS_READ), Set.of(), Set.of());
        assertThatThrownBy(() -> trail().page(nobody, AuditTrail.Filter.ALL, null, 10))
                .isInstanceOf(CapabilityMissing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_entry", "audit_leaf", "audit_node", "audit_seal", "audit_key", "event"})
    void theApplicationCannotRewriteTheTrail(String table) {
        for (String act :
                List.of("update governance.%s set %s", "delete from governance.%s", "truncate governance.%s")) {
            String column = switch (table) {
                case "audit_entry" -> "why = 'x'";
                case "audit_leaf", "audit_node" -> "hash = ''";
                case "audit_seal" -> "root = ''";
                case "audit_key" -> "public_key = ''";
                default -> "data = '{}'";
            };
            assertThatThrownBy(() ->
                            database.jdbc().sql(act.formatted(table, column)).update())
                    .as(act.formatted(table, column))
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void theSigningKeyIsForItsOwnerOnly() throws IOException {
        write(1);
        sealer().seal();
        Path key = directory.resolve("signing-key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("public-key.pem"))).doesNotContain("PRIVATE");
    }

    @Test
    void anUnreadableDatabaseIsNeitherIntactNorTampered() {
        database.ownerJdbc()
                .sql("alter table governance.audit_seal rename to audit_seal_gone")
                .update();
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int code = new AuditVerification(database.applicationDataSource(), print(out)).verify(null);
            assertThat(code).isEqualTo(AuditVerification.UNREADABLE);
        } finally {
            database.ownerJdbc()
                    .sql("alter table governance.audit_seal_gone rename to audit_seal")
                    .update();
        }
    }

    private static final String INSERT_ONE = """
            insert into governance.audit_entry (at, actor_kind, actor_id, actor_name, act, subject, correlation_id, detail)
            values (now(), 'HUMAN', 'jana', 'Jana Brückner', 'case.opened', 'slow', 'c-41d8f7b2', '{}')
            """;

    private void twoSealsOfThreeHundred() {
        Sealer sealer = sealer();
        write(300);
        sealer.seal();
        write(300);
        sealer.seal();
    }

    private void write(int entries) {
        int first = database.jdbc()
                .sql("select coalesce(max(seq), 0)::int from governance.audit_entry")
                .query(Integer.class)
                .single();
        database.transactions().executeWithoutResult(status -> {
            for (int i = 1; i <= entries; i++) {
                int number = first + i;
                Map<String, ?> data = Map.of("amount", "9007199254740993.01", "case", "BC-" + number, "due", 5);
                journal.record(
                        new Journal.Entry(
                                "case.opened", "case-" + number, 1, "AO-DE", "Possible duplicate", null, data),
                        JANA);
            }
        });
    }

    private Sealer sealer() {
        return sealer(directory);
    }

    private Sealer sealer(Path keys) {
        return new Sealer(
                new SealStore(database.jdbc()),
                Clock.systemUTC(),
                new JdbcTransactionManager(database.applicationDataSource()),
                keys.resolve("signing-key.pem").toString());
    }

    private AuditTrail trail() {
        return new AuditTrail(database.jdbc(), new SealStore(database.jdbc()));
    }

    private String verify(@Nullable Path kept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = new AuditVerification(database.applicationDataSource(), print(out)).verify(kept);
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(code)
                .as(said)
                .isEqualTo(said.contains("TAMPERED") ? AuditVerification.TAMPERED : AuditVerification.INTACT);
        return said.lines().collect(Collectors.joining("\n"));
    }

    private static InclusionProof changed(InclusionProof proof, String entry) {
        return new InclusionProof(
                proof.number(),
                entry,
                proof.leaf(),
                proof.leafHash(),
                proof.path(),
                proof.seal(),
                proof.publicKeyPem());
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
