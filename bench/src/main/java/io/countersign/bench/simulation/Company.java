package io.countersign.bench.simulation;

import io.countersign.model.Cause;
import io.countersign.model.Money;
import io.countersign.payments.MasterData;
import io.countersign.payments.NewPayment;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two companies that pay, and the suppliers they pay. */
final class Company {

    static final String GERMAN = "SIM-DE";
    static final String DUTCH = "SIM-NL";
    static final Cause IMPORT = Cause.system("risk-desk", new UUID(0, 1));

    /** A company and its bank account. */
    record Firm(String code, String name, String country, String account, String bic) {}

    static final List<Firm> FIRMS = List.of(
            new Firm(GERMAN, "Simulierte Werke GmbH", "DE", "DE89370400440532013000", "COBADEFFXXX"),
            new Firm(DUTCH, "Gesimuleerd B.V.", "NL", "NL20INGB0001234567", "INGBNL2AXXX"));

    /** A supplier and what is wrong with it, if anything is. */
    record Supplier(
            String erpId,
            String name,
            String account,
            String risk,
            boolean trusted,
            @Nullable String editedBy) {}

    static final List<Supplier> SUPPLIERS = List.of(
            new Supplier("s1", "Brennhof Logistik GmbH", "DE75512108001245126199", "NORMAL", true, null),
            new Supplier("s2", "Kranenburg B.V.", "NL91ABNA0417164300", "LOW", true, null),
            new Supplier("s3", "Atelier Moreau", "FR1420041010050500013M02606", "HIGH", true, null),
            new Supplier("s4", "Neu & Unbekannt", "DE02120300000000202051", "NORMAL", false, null),
            new Supplier("s5", "Miriams Lieferant", "DE02500105170137075030", "NORMAL", true, Cast.APPROVER.id()));

    static final List<String> AMOUNTS =
            List.of("12.50", "480.00", "1204.50", "9999.99", "10000.01", "60000.00", "310000.00");

    private Company() {}

    /** What Odoo does not say: which supplier is risky. */
    static void assess(MasterData master, Erp erp) {
        master.parties(
                SUPPLIERS.stream()
                        .filter(s -> !s.risk().equals("NORMAL"))
                        .map(s -> new MasterData.Party(
                                String.valueOf(erp.partner(s.erpId())),
                                "SUPPLIER",
                                s.name(),
                                s.account().substring(0, 2),
                                null,
                                s.risk(),
                                null,
                                true))
                        .toList(),
                IMPORT);
    }

    /** An instruction to pay a document; its text tells it from all others. */
    static NewPayment instruction(Luck luck, String document, String label, LocalDate today) {
        Supplier supplier = luck.oneOf(SUPPLIERS);
        return new NewPayment(
                luck.once(2) ? GERMAN : DUTCH,
                null,
                "SUPPLIER",
                Money.of(luck.oneOf(AMOUNTS), "EUR"),
                today.plusDays(luck.below(3)),
                supplier.name(),
                supplier.account(),
                null,
                supplier.account().substring(0, 2),
                label,
                null,
                null,
                document,
                null,
                List.of());
    }

    static LocalDate today(SimulatedClock clock) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
