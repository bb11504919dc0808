/** Speaks to banks: ISO 20022 files over SFTP. */
@NullMarked
package io.countersign.connectors.bank;

import org.jspecify.annotations.NullMarked;
