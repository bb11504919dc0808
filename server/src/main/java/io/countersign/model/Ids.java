package io.countersign.model;

import java.util.UUID;

/** Makes identifiers. Injected, so that a test or a simulation decides them. */
public interface Ids {

    /** A new identifier; time-ordered (RFC 9562 version 7) outside tests. */
    UUID next();
}
