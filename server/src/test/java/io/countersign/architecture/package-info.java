/** The rules of the house, checked over the compiled product, each proved by a deliberate violation. */
@NullMarked
package io.countersign.architecture;

import org.jspecify.annotations.NullMarked;
