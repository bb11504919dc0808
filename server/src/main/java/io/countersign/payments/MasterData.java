package io.countersign.payments;

import io.countersign.model.Cause;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes over what the ERP says about companies, bank accounts, suppliers and invoices. Everything is set-based and
 * repeatable: the same rows twice change nothing and tell no event. ERP ids are opaque text, unique per kind.
 */
@Component
public class MasterData {

    public record LegalEntity(
            String code,
            String name,
            String country,
            String currency,
            String zone,
            @Nullable String erpId) {}

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

    public void legalEntities(List<LegalEntity> entities, Cause cause) {
        throw new UnsupportedOperationException();
    }

    public void ownAccounts(List<OwnAccount> accounts, Cause cause) {
        throw new UnsupportedOperationException();
    }

    public void rates(List<Rate> rates) {
        throw new UnsupportedOperationException();
    }

    public void parties(List<Party> parties, Cause cause) {
        throw new UnsupportedOperationException();
    }

    /** Checks each number; an invalid one is kept with its fault, and payments to it are held. */
    public void partyAccounts(List<PartyAccount> accounts, Cause cause) {
        throw new UnsupportedOperationException();
    }

    public void invoices(List<Invoice> invoices, Cause cause) {
        throw new UnsupportedOperationException();
    }
}
