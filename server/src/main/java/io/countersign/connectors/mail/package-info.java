/** Carries remittance advices to creditors by SMTP. */
@NullMarked
package io.countersign.connectors.mail;

import org.jspecify.annotations.NullMarked;
