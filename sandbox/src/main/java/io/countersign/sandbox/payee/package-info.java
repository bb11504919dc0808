/** A simulated provider of verification of payee. */
@NullMarked
package io.countersign.sandbox.payee;

import org.jspecify.annotations.NullMarked;
