package io.countersign.sandbox.demo;

import io.countersign.sandbox.odoo.Company;
import io.countersign.sandbox.odoo.OdooSimulator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Fills the demo's Odoo, once, and adds bills to it as days go by. */
final class Ledgers {

    /** Who works in Odoo; the same people as at the hub. */
    static final String VENDOR_EDITOR = "nadia";

    static final String HUB = "countersign";

    private final OdooSimulator odoo;
    private final World world;
    private final LocalDate today;
    private final Random random;
    private final Map<String, Company> companies = new HashMap<>();
    private final Map<String, Integer> suppliers = new HashMap<>();
    private int number = 1_000;

    Ledgers(OdooSimulator odoo, World world, LocalDate today) {
        this.odoo = odoo;
        this.world = world;
        this.today = today;
        this.random = new Random(world.seed());
    }

    /** The people and the hub's key; these are not kept over a restart. */
    void people(String key) {
        odoo.user(HUB, "Countersign", Set.of("readonly", "invoice", "basic"), key);
        odoo.user(VENDOR_EDITOR, "Nadia Ferrand", Set.of("partner_manager", "validate_bank"), null);
        odoo.user("jana", "Jana Brückner", Set.of("invoice"), null);
    }

    /** Everything the world says; nothing if Odoo remembers it. */
    void fill() {
        if (odoo.restored()) {
            find();
            return;
        }
        world.companies().forEach(this::company);
        world.rates().forEach((currency, rate) -> odoo.rate(currency, rate, today.minusDays(1)));
        for (int i = 0; i < world.suppliers().size(); i++) {
            supplier(i);
        }
        world.special().forEach(this::special);
        List<String> owners = owners();
        for (int i = 0; i < world.bills(); i++) {
            ordinary(owners.get(i % owners.size()), today.plusDays(random.nextInt(-4, 28)));
        }
    }

    private void find() {
        world.companies().forEach(firm -> companies.put(firm.name(), odoo.company(firm.name())));
        world.suppliers().forEach(supplier -> suppliers.put(supplier.getFirst(), odoo.partner(supplier.getFirst())));
        number += odoo.count("account.move");
    }

    private void company(World.Firm firm) {
        World.Account first = firm.accounts().getFirst();
        Company company = Company.create(odoo, firm.name(), firm.country(), firm.currency(), account(first));
        for (World.Account more : firm.accounts().subList(1, firm.accounts().size())) {
            company.addAccount(account(more), more.currency());
        }
        companies.put(firm.name(), company);
    }

    private Company.Account account(World.Account account) {
        World.Bank bank = world.bank(account.bank());
        return new Company.Account(account.number(), bank.bic(), bank.title());
    }

    private void supplier(int i) {
        List<String> line = world.suppliers().get(i);
        String name = line.getFirst();
        Company any = companies.values().iterator().next();
        int partner = any.supplier(name, line.get(1), line.get(2));
        String number = Ibans.ofSupplier(line.get(1), i);
        any.bankAccount(
                partner,
                new Company.Account(
                        world.invalid().contains(name) ? Ibans.broken(number) : number,
                        bic(line.get(1)),
                        bankName(line.get(1))),
                !world.untrusted().contains(name),
                VENDOR_EDITOR);
        suppliers.put(name, partner);
    }

    private static String bic(String country) {
        return "ALDM" + country + "2X";
    }

    private static String bankName(String country) {
        return "Handelsbank " + country;
    }

    private void special(World.Special special) {
        bill(
                special.company(),
                special.supplier(),
                special.reference(),
                special.amount(),
                today.minusDays(1),
                special.credit());
    }

    /** Companies in turn, each as often as its share says. */
    private List<String> owners() {
        List<String> owners = new ArrayList<>();
        world.companies().forEach(firm -> owners.addAll(java.util.Collections.nCopies(firm.share(), firm.name())));
        java.util.Collections.shuffle(owners, random);
        return owners;
    }

    /** A bill as they come in every day. */
    void ordinary(String company, LocalDate due) {
        World.Firm firm = world.companies().stream()
                .filter(one -> one.name().equals(company))
                .findFirst()
                .orElseThrow();
        List<List<String>> fitting = world.suppliers().stream()
                .filter(supplier -> delivers(supplier, firm.country()))
                .toList();
        String supplier = fitting.get(random.nextInt(fitting.size())).getFirst();
        // Many small bills, some large ones.
        double size = Math.exp(random.nextGaussian(7.4, 1.1));
        BigDecimal amount = BigDecimal.valueOf(Math.min(size, 180_000)).setScale(2, RoundingMode.HALF_UP);
        number++;
        bill(company, supplier, "R" + number, amount.max(new BigDecimal("24.90")), due, false);
    }

    /** Suppliers with a fate of their own get no ordinary bills; who is paid in pounds or francs delivers at home. */
    private boolean delivers(List<String> supplier, String to) {
        String name = supplier.getFirst();
        String from = supplier.get(1);
        boolean fated =
                world.special().stream().anyMatch(special -> special.supplier().equals(name));
        boolean abroad = !from.equals("GB") && !from.equals("CH");
        return !fated && (from.equals(to) || abroad);
    }

    private void bill(
            String company, String supplier, String reference, BigDecimal amount, LocalDate due, boolean credit) {
        Company owner = Objects.requireNonNull(companies.get(company));
        String country = world.suppliers().stream()
                .filter(line -> line.getFirst().equals(supplier))
                .findFirst()
                .orElseThrow()
                .get(1);
        String currency = country.equals("CH") ? "CHF" : country.equals("GB") ? "GBP" : "EUR";
        owner.bill(new Company.Bill(
                credit ? "in_refund" : "in_invoice",
                Objects.requireNonNull(suppliers.get(supplier)),
                reference,
                due.minusDays(21).toString(),
                due.toString(),
                amount.toPlainString(),
                currency));
    }
}
