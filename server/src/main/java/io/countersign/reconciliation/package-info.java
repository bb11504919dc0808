/** Owns statements, matches and breaks. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit",
            "controls :: policy",
            "controls :: calendar",
            "payments",
            "payments :: ports"
        })
@NullMarked
package io.countersign.reconciliation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
