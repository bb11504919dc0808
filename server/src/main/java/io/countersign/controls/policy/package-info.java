/** Owns policies: versioned rule data with an owner and an effective date, and the decisions made by them. */
@NamedInterface("policy")
@NullMarked
package io.countersign.controls.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
