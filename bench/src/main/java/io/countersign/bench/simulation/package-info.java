/** The real code against a bank that misbehaves and a program that dies at any moment, decided by a seed. */
@NullMarked
package io.countersign.bench.simulation;

import org.jspecify.annotations.NullMarked;
