/** What the product does in a second, as a ratio to what the bare database does with the same rows on the same machine. */
@NullMarked
package io.countersign.bench.measure;

import org.jspecify.annotations.NullMarked;
