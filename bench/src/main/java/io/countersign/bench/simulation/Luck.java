package io.countersign.bench.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Everything the seed decides about the world outside. Once calm, nothing bad happens any more. */
final class Luck {

    private final Random random;
    private boolean calm;

    Luck(long seed) {
        random = new Random(seed);
    }

    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Nothing bad happens for so long. */
    void holdBreath(Runnable work) {
        boolean before = calm;
        calm = true;
        work.run();
        calm = before;
    }

    /** Whether something bad happens, once in so many times. */
    boolean strikes(int onceIn) {
        return random.nextInt(onceIn) == 0 && !calm;
    }

    /** An ordinary choice that goes on in calm times. */
    boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Duration upTo(Duration longest) {
        return Duration.ofSeconds(1 + random.nextLong(longest.toSeconds()));
    }
}
