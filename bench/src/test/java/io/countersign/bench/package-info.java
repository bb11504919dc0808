/** The product and the simulated companies together, as people and programs meet them. */
@NullMarked
package io.countersign.bench;

import org.jspecify.annotations.NullMarked;
