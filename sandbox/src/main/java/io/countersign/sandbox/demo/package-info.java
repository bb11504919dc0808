/** The demo: three companies, their suppliers and bills, and the people who act at the hub through its public API. */
@NullMarked
package io.countersign.sandbox.demo;

import org.jspecify.annotations.NullMarked;
