package io.countersign.payments;

import io.countersign.model.Cause;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes over what the ERP says about companies, bank accounts, suppliers and invoices. Everything is set-based and
 * repeatable: the same rows twice change nothing and tell no event. ERP ids are opaque text, unique per kind.
 */
@Component
public class MasterData {

    private final Companies companies;
    private final Suppliers suppliers;
    private final InvoiceImport invoiceImport;

    MasterData(Companies companies, Suppliers suppliers, InvoiceImport invoiceImport) {
        this.companies = companies;
        this.suppliers = suppliers;
        this.invoiceImport = invoiceImport;
    }

    /**
     * {@code code} is short and stable; an entity the ERP tells again is found by its ERP id and keeps its code. {@code
     * addressJson} is a JSON object with street, city, postcode, country.
     */
    public record LegalEntity(
            String code,
            String name,
            String country,
            String currency,
            String zone,
            @Nullable String erpId,
            @Nullable String addressJson) {

        /** One whose address is not known. */
        public LegalEntity(
                String code, String name, String country, String currency, String zone, @Nullable String erpId) {
            this(code, name, country, currency, zone, erpId, null);
        }
    }

    public record OwnAccount(
            String legalEntity,
            String number,
            @Nullable String bic,
            String currency,
            String name,
            String connection,
            @Nullable String erpId) {}

    public record Rate(String currency, BigDecimal perEuro, LocalDate on, String source) {}

    /** {@code addressJson} is a JSON object with street, city, postcode, country. */
    public record Party(
            String erpId,
            String kind,
            String name,
            @Nullable String country,
            @Nullable String addressJson,
            String risk,
            @Nullable String email,
            boolean active) {}

    /** {@code editedBy} is the identity of the person who last edited it, where the ERP says so. */
    public record PartyAccount(
            String erpId,
            String partyErpId,
            String number,
            @Nullable String bic,
            @Nullable String currency,
            @Nullable String holder,
            boolean trusted,
            @Nullable String editedBy,
            boolean active) {}

    /** {@code blocked} says why the ERP does not want it paid. Totals are positive for bills and credit notes alike. */
    public record Invoice(
            String erpId,
            String legalEntityErpId,
            String partyErpId,
            @Nullable String accountErpId,
            String kind,
            String number,
            @Nullable String supplierReference,
            LocalDate issuedOn,
            LocalDate dueOn,
            String currency,
            BigDecimal total,
            BigDecimal residual,
            @Nullable String paymentReference,
            @Nullable String blocked,
            String erpState) {}

    @Transactional
    public void legalEntities(List<LegalEntity> entities) {
        companies.entities(entities);
    }

    /** An account is found by its number; its entity is the code or the ERP id of the legal entity. */
    @Transactional
    public void ownAccounts(List<OwnAccount> accounts) {
        companies.accounts(accounts);
    }

    @Transactional
    public void rates(List<Rate> rates) {
        companies.rates(rates);
    }

    @Transactional
    public void parties(List<Party> parties, Cause cause) {
        suppliers.parties(parties, cause);
    }

    /**
     * Checks each number; an invalid one is kept with its fault. Payments that have not left and go to an account that is
     * no longer good are held.
     */
    @Transactional
    public void partyAccounts(List<PartyAccount> accounts, Cause cause) {
        suppliers.accounts(accounts, cause);
    }

    /** Payments that have not left and pay an invoice that is now blocked are held. */
    @Transactional
    public void invoices(List<Invoice> invoices, Cause cause) {
        invoiceImport.take(invoices, cause);
    }

    /**
     * The ERP has the payment on its books: from now on the residual of its invoices says so. Give the invoices as read
     * again after the registration.
     *
     * @param accountedOn the ERP's accounting date of the payment
     */
    @Transactional
    public void registered(UUID paymentId, LocalDate accountedOn, List<Invoice> readAgain, Cause cause) {
        invoiceImport.registered(paymentId, accountedOn);
        invoiceImport.take(readAgain, cause);
    }
}
