/** Owns the business and the technical exception queue. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit",
            "controls :: policy",
            "controls :: files",
            "payments",
            "reconciliation"
        })
@NullMarked
package io.countersign.cases;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
