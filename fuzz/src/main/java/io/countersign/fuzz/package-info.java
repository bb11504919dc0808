/** Gives every reader of foreign files hostile input until time is up, and keeps the inputs that reach most of its code. */
@NullMarked
package io.countersign.fuzz;

import org.jspecify.annotations.NullMarked;
