/** Speaks to Odoo: JSON-2 from 19 on, JSON-RPC for 18. */
@NullMarked
package io.countersign.connectors.odoo;

import org.jspecify.annotations.NullMarked;
