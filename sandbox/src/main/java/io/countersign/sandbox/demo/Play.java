package io.countersign.sandbox.demo;

/** What the people and banks of a demo do by themselves. */
interface Play extends AutoCloseable {

    /**
     * Begins, and goes on until it is closed.
     *
     * @param first whether this has not been played on this data yet
     * @param over is told when what is played only once has been played
     */
    void play(boolean first, Runnable over);

    @Override
    void close();
}
