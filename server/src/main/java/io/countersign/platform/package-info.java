/** Owns what the program stands on: its PostgreSQL, migrations, clock, identifiers and timers. */
@ApplicationModule(allowedDependencies = {"model"})
@NullMarked
package io.countersign.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
