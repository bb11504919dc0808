/** Owns the governed machine API: identity of callers, idempotency, validation, problem+json. */
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
package io.countersign.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
