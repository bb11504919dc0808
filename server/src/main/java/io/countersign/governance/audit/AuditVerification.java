package io.countersign.governance.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the whole signed tree from the entries in the database, and names the first entry somebody tampered with.
 * Needs no Spring and only reads; everything streams, so its memory does not grow with the trail.
 *
 * <p>What is trusted: not the database. With the directory that holds the signing key's public half and the kept heads
 * ({@code DIR/audit}), a forged key and a trail whose tail was cut off are found as well; without it, only what the
 * database contradicts by itself.
 */
public final class AuditVerification {

    /** Everything is as it was sealed. */
    public static final int INTACT = 0;

    /** Somebody changed something. */
    public static final int TAMPERED = 1;

    /** The trail could not be read. */
    public static final int UNREADABLE = 2;

    private final DataSource database;
    private final PrintStream out;

    public AuditVerification(DataSource database, PrintStream out) {
        this.database = database;
        this.out = out;
    }

    /**
     * Verifies and prints what was found; answers the exit code.
     *
     * @param kept the directory of the public key and the kept heads; null to check the database by itself
     */
    public int verify(@Nullable Path kept) {
        try {
            Report report = check(kept);
            report.notes().forEach(out::println);
            out.println(report.finding().map(finding -> "TAMPERED: " + finding).orElse("INTACT: " + report.summary()));
            return report.finding().isPresent() ? TAMPERED : INTACT;
        } catch (SQLException | IOException broken) {
            out.println("The audit trail could not be read: " + broken.getMessage());
            return UNREADABLE;
        }
    }

    /**
     * What was found.
     *
     * @param finding the first thing that is not as it was sealed
     */
    public record Report(long entries, long waiting, long seals, Optional<String> finding, List<String> notes) {

        String summary() {
            String rest = waiting == 0 ? "" : "; %,d newer entries wait for the next seal".formatted(waiting);
            return "%,d entries are as they were signed by %,d seals%s".formatted(entries, seals, rest);
        }
    }

    /** Verifies without printing. */
    public Report check(@Nullable Path kept) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            // One snapshot for all streams, so that a seal made meanwhile does not look like a difference.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                byte[] key = keptKey(kept);
                KeptHeads heads = KeptHeads.read(kept == null ? null : kept.resolve("heads.jsonl"), key);
                return new Recomputation(connection, key, heads).run();
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private static byte @Nullable [] keptKey(@Nullable Path kept) throws IOException {
        return kept == null || !Files.exists(kept.resolve("public-key.pem"))
                ? null
                : SealKey.readPublic(kept.resolve("public-key.pem"));
    }
}
