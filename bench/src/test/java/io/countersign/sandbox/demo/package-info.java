@NullMarked
package io.countersign.sandbox.demo;

import org.jspecify.annotations.NullMarked;
