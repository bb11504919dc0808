package io.countersign.connectors.odoo;

/** The way to Odoo, whatever its version. */
interface Odoo {

    Outcome call(Call call);
}
