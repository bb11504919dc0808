package io.countersign.bench.simulation;

import io.countersign.payments.IdempotencyKey;
import io.countersign.payments.NewPayment;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client wants paid: one instruction, or a run of several. It asks again under the same key until it is answered. */
final class Intent {

    /** One instruction; {@code label} is its remittance text, which no other has. */
    record Wish(String label, NewPayment payment) {}

    private final String key;
    private final List<Wish> wishes;
    private final boolean run;
    private @Nullable UUID answer;
    private boolean refused;

    Intent(String key, List<Wish> wishes, boolean run) {
        this.key = key;
        this.wishes = List.copyOf(wishes);
        this.run = run;
    }

    boolean isRun() {
        return run;
    }

    List<Wish> wishes() {
        return wishes;
    }

    boolean isOpen() {
        return answer == null && !refused;
    }

    boolean isAccepted() {
        return answer != null;
    }

    boolean isRefused() {
        return refused;
    }

    void refuse() {
        refused = true;
    }

    /** The hub answered; a second answer has to be the same as the first. */
    void answered(UUID id, Violations violations) {
        violations.unless(
                answer == null || answer.equals(id), "%s was answered with %s and then with %s", key, answer, id);
        answer = id;
    }

    IdempotencyKey key() {
        return new IdempotencyKey(key, fingerprint(key));
    }

    IdempotencyKey keyOfAnotherBody() {
        return new IdempotencyKey(key, fingerprint(key + "'"));
    }

    /** A stand-in for the hash of a body: as long, and different for different bodies. */
    private static String fingerprint(String body) {
        return String.format(Locale.ROOT, "%064x", (long) body.hashCode() & 0xFFFF_FFFFL);
    }

    @Override
    public String toString() {
        return key;
    }
}
