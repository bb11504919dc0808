/** Owns what crosses our border: the ERP and the banks. */
@ApplicationModule(
        allowedDependencies = {
            "model",
            "governance",
            "governance :: identity",
            "governance :: events",
            "governance :: audit",
            "controls :: policy",
            "controls :: calendar",
            "controls :: files",
            "payments",
            "payments :: ports",
            "reconciliation",
            "cases"
        })
@NullMarked
package io.countersign.connectors;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
