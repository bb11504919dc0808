/** An Odoo 18 or 19 as the hub meets it over the wire, odd behaviour included. */
@NullMarked
package io.countersign.sandbox.odoo;

import org.jspecify.annotations.NullMarked;
