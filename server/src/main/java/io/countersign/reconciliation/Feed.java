package io.countersign.reconciliation;

import java.util.function.Consumer;

/** Reads a statement file from its beginning and hands on one part at a time. */
public interface Feed {

    void into(Consumer<StatementPart> consumer);
}
