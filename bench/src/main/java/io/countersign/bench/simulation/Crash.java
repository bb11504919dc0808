package io.countersign.bench.simulation;

/** The program dies here. An error, so that no code of the product takes it for an outcome. */
final class Crash extends Error {

    private static final long serialVersionUID = 1;

    Crash(String where) {
        super(where, null, false, false);
    }
}
