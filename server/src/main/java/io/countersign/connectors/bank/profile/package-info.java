/** Knows what each bank takes: profiles as data, the check of a payment against them, and the files they ask for. */
@NamedInterface("profiles")
@NullMarked
package io.countersign.connectors.bank.profile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
