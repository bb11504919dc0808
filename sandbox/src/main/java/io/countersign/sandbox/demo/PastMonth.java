package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/** What the banks booked in the month before today: customers paid, and each account has its daily statement. */
final class PastMonth {

    private static final List<String> CUSTOMERS = List.of(
            "Clinique de Lavaux",
            "Optikhaus Sommer GmbH",
            "Städtisches Klinikum Aldermoor",
            "Lichtwerk Labor AG",
            "Harbour Eye Care Ltd",
            "Universität Bergstadt",
            "Centre Optique Dorval",
            "Messtechnik Brandt KG");
    private static final String BEFORE = "before";
    private static final String LATE = "late";
    private static final int FEWEST_A_DAY = 2;
    private static final int MOST_A_DAY = 4;

    private final MonthEndPlan plan;
    private final World world;
    private final BankSimulator banks;
    private final List<BankProfile> profiles;
    private final Random random;

    PastMonth(MonthEndPlan plan, World world, BankSimulator banks) {
        this.plan = plan;
        this.world = world;
        this.banks = banks;
        this.profiles = plan.banks(world);
        this.random = new Random(plan.seed());
    }

    /**
     * Writes the statements. Those of the last day are delivered at once, but for one account; those before it wait for
     * {@link #deliverTheRest}, so that no other account is ever one whose statements stay away.
     */
    void happen(Instant now, LocalDate today) {
        profiles.forEach(
                bank -> bank.accounts().forEach(account -> banks.holdBack(bank.name(), account.number(), BEFORE)));
        List<LocalDate> days = plan.daysBefore(today);
        LocalDate firstLate = plan.firstLate(now);
        for (LocalDate day : days) {
            if (day.equals(days.getLast())) {
                profiles.forEach(bank -> bank.accounts().forEach(account -> banks.goOn(bank.name(), account.number())));
            }
            if (!day.isBefore(firstLate)) {
                banks.holdBack(plan.late().bank(), plan.late().account(), LATE);
            }
            banks.bookOn(day);
            world.profiles().forEach(bank -> bank.accounts().forEach(account -> receipts(bank.name(), account)));
            banks.endOfDay();
        }
        banks.bookToday();
    }

    /** How many statements were delivered at once. */
    int deliveredAtOnce() {
        return profiles.stream().mapToInt(bank -> bank.accounts().size()).sum() - 1;
    }

    void deliverTheRest() {
        profiles.forEach(bank -> banks.deliver(bank.name(), BEFORE));
    }

    /** Those that stayed away arrive, and from now on they come on time. */
    void deliverTheLate() {
        banks.goOn(plan.late().bank(), plan.late().account());
        banks.deliver(plan.late().bank(), LATE);
    }

    private void receipts(String bank, BankProfile.Account account) {
        int count = FEWEST_A_DAY + random.nextInt(MOST_A_DAY - FEWEST_A_DAY + 1);
        for (int i = 0; i < count; i++) {
            BigDecimal amount =
                    BigDecimal.valueOf(Math.exp(random.nextGaussian(9.0, 0.8))).setScale(2, RoundingMode.HALF_UP);
            String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
            banks.receive(bank, account.number(), amount, customer, "Invoice 2026-" + (1_000 + random.nextInt(9_000)));
        }
    }
}
