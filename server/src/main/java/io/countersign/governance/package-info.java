/** Owns what every change must leave behind: who may act, the event log, the audit trail. Uses the model. */
@ApplicationModule(allowedDependencies = {"model"})
@NullMarked
package io.countersign.governance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
