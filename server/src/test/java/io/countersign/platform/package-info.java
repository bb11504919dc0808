/** The PostgreSQL the tests run on, and the tests of the platform itself. */
@NullMarked
package io.countersign.platform;

import org.jspecify.annotations.NullMarked;
