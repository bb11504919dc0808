@NullMarked
package io.countersign.controls.policy;

import org.jspecify.annotations.NullMarked;
