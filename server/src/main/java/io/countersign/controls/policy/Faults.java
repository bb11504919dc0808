package io.countersign.controls.policy;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.ArrayList;
import java.util.List;

/** Collects everything wrong with a policy file, each fault with its line and column, both counted from 1. */
final class Faults {

    /** A place in a file. */
    record Place(int line, int column) {

        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }

    private final List<Fault> found = new ArrayList<>();

    void add(Place place, String reason) {
        found.add(new Fault(place.toString(), ErrorCode.POLICY_BROKEN, reason));
    }

    boolean any() {
        return !found.isEmpty();
    }

    List<Fault> all() {
        return List.copyOf(found);
    }
}
