/** Owns the rules that decide whether a payment may proceed: policies as data. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit"
        })
@NullMarked
package io.countersign.controls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
