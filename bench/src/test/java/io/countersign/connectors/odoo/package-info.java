/** The connector against a simulated Odoo. */
@NullMarked
package io.countersign.connectors.odoo;

import org.jspecify.annotations.NullMarked;
