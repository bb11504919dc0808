/** Asks a provider over HTTPS whether an account belongs to a name. */
@NullMarked
package io.countersign.connectors.payee;

import org.jspecify.annotations.NullMarked;
