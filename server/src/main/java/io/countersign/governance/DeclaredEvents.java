package io.countersign.governance;

import java.util.Set;

/**
 * The event types that may be recorded. The catalogue answers; it is asked through this, because who reads the log is
 * known by identity, identity records what it changes, and a circle of packages would be the price of asking directly.
 */
public interface DeclaredEvents {

    /** @throws IllegalArgumentException if the catalogue does not declare the type */
    void require(String type);

    /** The short names, such as {@code payment.approved}. */
    Set<String> names();
}
