package io.countersign.connectors.odoo;

import io.countersign.reconciliation.ErpBook;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of a statement as the ERP should know it.
 *
 * @param journal the bank journal of our account in Odoo
 * @param amount negative where money left
 * @param wanted whether it has to stand in Odoo at all
 */
record ErpEntry(
        UUID id,
        int journal,
        String reference,
        @Nullable String legalEntity,
        String correlationId,
        LocalDate bookedOn,
        @Nullable String says,
        BigDecimal amount,
        List<ErpBook.Difference> differences,
        boolean wanted)
        implements ErpSubject {

    private static final int MOST = 120;

    @Override
    public String caseKey() {
        return "erp-entry:" + id;
    }

    @Override
    public String words() {
        return "bank entry " + reference;
    }

    @Override
    public @Nullable UUID paymentId() {
        return null;
    }

    /** How it is called in Odoo, by which it is found again: day, statement and entry, and what the bank says. */
    String text() {
        String said = says == null ? "" : " " + says.strip().replaceAll("\\s+", " ");
        String text = bookedOn + " " + reference + said;
        return text.length() > MOST ? text.substring(0, MOST).strip() : text;
    }
}
