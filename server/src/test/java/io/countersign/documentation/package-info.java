/** Keeps the documentation true: what can be generated is generated, what can be checked is checked. */
@NullMarked
package io.countersign.documentation;

import org.jspecify.annotations.NullMarked;
