/** Owns invoices, payment runs and the life of a payment, from received to reconciled, and the ports it needs outside. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit",
            "controls :: policy",
            "controls :: calendar"
        })
@NullMarked
package io.countersign.payments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
