/** The program and its command line. The map of the modules is in {@code docs/architecture.md}. */
@NullMarked
package io.countersign;

import org.jspecify.annotations.NullMarked;
