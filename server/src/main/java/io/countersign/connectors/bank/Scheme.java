package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;

/**
 * What a payment scheme writes into a file. The scheme's name comes from the routing policy.
 *
 * @param serviceLevel {@code PmtTpInf/SvcLvl/Cd}
 * @param localInstrument {@code PmtTpInf/LclInstrm/Cd}
 * @param chargeBearer who pays the banks: shared, or by the rules of the scheme
 * @param sepa whether only euro between IBANs may travel by it
 */
record Scheme(@Nullable String serviceLevel, @Nullable String localInstrument, String chargeBearer, boolean sepa) {

    /** SEPA schemes by their names; everything else is a plain credit transfer with shared charges. */
    static Scheme named(String name) {
        return switch (name) {
            case "SEPA_SCT", "SEPA" -> new Scheme("SEPA", null, "SLEV", true);
            case "SEPA_INST", "SCT_INST" -> new Scheme("SEPA", "INST", "SLEV", true);
            case "URGENT" -> new Scheme("URGP", null, "SHAR", false);
            default -> new Scheme(null, null, "SHAR", false);
        };
    }
}
