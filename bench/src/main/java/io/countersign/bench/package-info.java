/** Benchmarks against the raw database, and the seeded fault simulation. */
@NullMarked
package io.countersign.bench;

import org.jspecify.annotations.NullMarked;
