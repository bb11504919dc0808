package io.countersign.payments;

import io.countersign.payments.ports.BankRail;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Stands in for a bank connection that was taken out of the configuration while a file was on its way. */
record NoRail(String connection) implements BankRail {

    @Override
    public boolean serves(String name) {
        return connection.equals(name);
    }

    @Override
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) {
        throw new IllegalStateException(gone());
    }

    @Override
    public List<String> faults(Draft draft, Path file) {
        return List.of(gone());
    }

    @Override
    public Handover send(Draft draft, InputStream content, long size) {
        return new Handover.NotSent(gone());
    }

    @Override
    public Presence look(Draft draft) {
        return Presence.CANNOT_LOOK;
    }

    private String gone() {
        return "No bank connection is called " + connection;
    }
}
