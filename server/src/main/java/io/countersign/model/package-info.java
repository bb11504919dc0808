/** Owns the words every module shares: money, references, people and errors. JDK only; uses nothing. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.countersign.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
