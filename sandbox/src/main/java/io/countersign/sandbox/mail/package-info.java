/** A mail server that keeps what it is sent as files. */
@NullMarked
package io.countersign.sandbox.mail;

import org.jspecify.annotations.NullMarked;
