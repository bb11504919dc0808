package io.countersign.payments;

import io.countersign.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keys of requests that take long: the key is claimed first and answered in the transaction that does the work. A claim
 * without an answer belongs to a request that still runs, or to a process that died with it.
 */
@Component
class IdempotencyKeys {

    /** No upload runs longer; a claim older than this has lost its process. */
    private static final Duration ABANDONED = Duration.ofMinutes(30);

    /** How a claim ended. */
    sealed interface Claim {
        record First() implements Claim {}

        record Replay(UUID id, String reference, int payments) implements Claim {}

        record Refused(ErrorCode code) implements Claim {}
    }

    private static final String CLAIM = """
            insert into payments.idempotency_key (caller, key, fingerprint, created_at)
            values (:caller, :key, decode(:fingerprint, 'hex'), :now)
            on conflict (caller, key) do update set created_at = excluded.created_at
                where idempotency_key.answer is null and idempotency_key.created_at < :abandoned
                  and idempotency_key.fingerprint = excluded.fingerprint
            """;

    private static final String EARLIER = """
            select encode(fingerprint, 'hex') as fingerprint, (answer ->> 'id')::uuid as id,
                   answer ->> 'reference' as reference, coalesce((answer ->> 'payments')::int, 1) as payments
            from payments.idempotency_key where caller = :caller and key = :key
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    IdempotencyKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Earlier(
            String fingerprint, @Nullable UUID id, @Nullable String reference, int payments) {}

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public Claim claim(String caller, IdempotencyKey key) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        int claimed = jdbc.sql(CLAIM)
                .param("caller", caller)
                .param("key", key.key())
                .param("fingerprint", key.fingerprint())
                .param("now", now)
                .param("abandoned", now.minus(ABANDONED))
                .update();
        if (claimed == 1) {
            return new Claim.First();
        }
        Optional<Earlier> earlier = jdbc.sql(EARLIER)
                .param("caller", caller)
                .param("key", key.key())
                .query(Earlier.class)
                .optional();
        if (earlier.isEmpty()) {
            return new Claim.Refused(ErrorCode.IDEMPOTENCY_IN_PROGRESS);
        }
        if (!earlier.get().fingerprint().equals(key.fingerprint())) {
            return new Claim.Refused(ErrorCode.IDEMPOTENCY_MISMATCH);
        }
        UUID id = earlier.get().id();
        String reference = earlier.get().reference();
        return id == null || reference == null
                ? new Claim.Refused(ErrorCode.IDEMPOTENCY_IN_PROGRESS)
                : new Claim.Replay(id, reference, earlier.get().payments());
    }

    /**
     * Keeps the answer; called in the transaction that did the work. If another process took an abandoned claim over and
     * was faster, this transaction must not commit.
     */
    void answer(String caller, IdempotencyKey key, Runs.Made.Run run) {
        int answered = jdbc.sql("""
                        update payments.idempotency_key
                        set answer = jsonb_build_object('id', cast(:id as text), 'reference', cast(:reference as text),
                                                        'payments', cast(:payments as int))
                        where caller = :caller and key = :key and answer is null
                        """)
                .param("caller", caller)
                .param("key", key.key())
                .param("id", run.id().toString())
                .param("reference", run.reference())
                .param("payments", run.payments())
                .update();
        if (answered != 1) {
            throw new IllegalStateException("Another process answered this idempotency key");
        }
    }

    /** The work did not happen; the same key may try again. */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void giveUp(String caller, IdempotencyKey key) {
        jdbc.sql("delete from payments.idempotency_key where caller = :caller and key = :key and answer is null")
                .param("caller", caller)
                .param("key", key.key())
                .update();
    }
}
