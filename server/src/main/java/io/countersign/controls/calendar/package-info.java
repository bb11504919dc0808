/** Owns calendars: on which days clearing systems and banks are closed, as data, and the business days that follow. */
@NamedInterface("calendar")
@NullMarked
package io.countersign.controls.calendar;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
