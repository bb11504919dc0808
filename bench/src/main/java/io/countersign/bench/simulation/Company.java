package io.countersign.bench.simulation;

import io.countersign.model.Cause;
import io.countersign.model.Money;
import io.countersign.payments.MasterData;
import io.countersign.payments.NewPayment;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two companies that pay, the suppliers they pay, and the bills they owe. */
final class Company {

    static final String GERMAN = "SIM-DE";
    static final String DUTCH = "SIM-NL";
    static final Cause IMPORT = Cause.system("simulated-erp", new UUID(0, 1));

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

    private static final List<String> AMOUNTS =
            List.of("12.50", "480.00", "1204.50", "9999.99", "10000.01", "60000.00", "310000.00");

    private Company() {}

    static void found(MasterData master) {
        master.legalEntities(List.of(
                new MasterData.LegalEntity(GERMAN, "Simulierte Werke GmbH", "DE", "EUR", "Europe/Berlin", "c1"),
                new MasterData.LegalEntity(DUTCH, "Gesimuleerd B.V.", "NL", "EUR", "Europe/Amsterdam", "c2")));
        master.ownAccounts(List.of(
                account(GERMAN, "DE89370400440532013000", "COBADEFFXXX", "j1"),
                account(DUTCH, "NL20INGB0001234567", "INGBNL2AXXX", "j2")));
        master.parties(
                SUPPLIERS.stream()
                        .map(s ->
                                new MasterData.Party(s.erpId(), "SUPPLIER", s.name(), "DE", null, s.risk(), null, true))
                        .toList(),
                IMPORT);
        master.partyAccounts(
                SUPPLIERS.stream()
                        .map(s -> new MasterData.PartyAccount(
                                "a-" + s.erpId(),
                                s.erpId(),
                                s.account(),
                                null,
                                "EUR",
                                null,
                                s.trusted(),
                                s.editedBy(),
                                true))
                        .toList(),
                IMPORT);
    }

    private static MasterData.OwnAccount account(String entity, String number, String bic, String erpId) {
        return new MasterData.OwnAccount(entity, number, bic, "EUR", "Main", SimulatedBank.CONNECTION, erpId);
    }

    /** Bills of the trusted suppliers; {@code b7} is the seventh. */
    static List<MasterData.Invoice> bills(Luck luck, int count, LocalDate today) {
        List<MasterData.Invoice> bills = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Supplier supplier = SUPPLIERS.get(luck.below(3));
            BigDecimal total = new BigDecimal(luck.oneOf(AMOUNTS));
            bills.add(new MasterData.Invoice(
                    "b" + i,
                    luck.once(2) ? "c1" : "c2",
                    supplier.erpId(),
                    "a-" + supplier.erpId(),
                    "BILL",
                    "BILL/" + i,
                    "R-" + i,
                    today.minusDays(20),
                    today.plusDays(10),
                    "EUR",
                    total,
                    total,
                    null,
                    null,
                    "not_paid"));
        }
        return bills;
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
