/** Owns the event log and the catalogue of event types. */
@NamedInterface("events")
@NullMarked
package io.countersign.governance.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
