/** Owns people, service accounts, roles and capabilities. */
@NamedInterface("identity")
@NullMarked
package io.countersign.governance.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
