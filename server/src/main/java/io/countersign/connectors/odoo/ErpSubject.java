package io.countersign.connectors.odoo;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What Odoo has to know: a payment, or a line of a statement that belongs to none. */
interface ErpSubject {

    /** By which people know it. */
    String reference();

    /** The same trouble with it has one case. */
    String caseKey();

    /** As it stands in a sentence. */
    String words();

    @Nullable
    String legalEntity();

    @Nullable
    UUID paymentId();

    String correlationId();
}
