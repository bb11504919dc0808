/** Owns the pages people work on. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit",
            "controls :: policy",
            "payments",
            "payments :: ports",
            "reconciliation",
            "cases"
        })
@NullMarked
package io.countersign.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
