/** Owns the append-only audit trail and its proofs. */
@NamedInterface("audit")
@NullMarked
package io.countersign.governance.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
