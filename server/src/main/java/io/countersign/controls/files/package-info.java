/** Owns how files of rules are watched, and the record of what came of each: loaded or refused. */
@NamedInterface("files")
@NullMarked
package io.countersign.controls.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
