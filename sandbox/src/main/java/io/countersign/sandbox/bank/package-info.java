/** Simulated banks: an SFTP server, a ledger, and answers as a scenario tells. Never part of the product. */
@NullMarked
package io.countersign.sandbox.bank;

import org.jspecify.annotations.NullMarked;
