/** What the life of a payment needs from outside: a bank rail and an ERP. Connectors implement it. */
@NamedInterface("ports")
@NullMarked
package io.countersign.payments.ports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
