package io.countersign.sandbox.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** The runs of a month end, as another program of the company would hand them in: one instruction a line. */
final class MonthEndRuns {

    private static final List<String> FIRST = List.of(
            "Anna", "Luca", "Sophie", "Jonas", "Elif", "Marta", "Paul", "Nora", "David", "Ines", "Oliver", "Mila",
            "Samuel", "Clara", "Theo", "Amina", "Felix", "Lea", "Hugo", "Zoe");
    private static final List<String> LAST = List.of(
            "Ackermann",
            "Bauer",
            "Chevalley",
            "Dubois",
            "Evans",
            "Favre",
            "Grant",
            "Hofer",
            "Imhof",
            "Jenkins",
            "Keller",
            "Lindner",
            "Meyer",
            "Novak",
            "Owen",
            "Perrin",
            "Quist",
            "Rossi",
            "Schmid",
            "Turner",
            "Urban",
            "Vogel",
            "Weber",
            "Young",
            "Zimmer");

    private final World world;
    private final MonthEndPlan plan;
    private final Map<String, String> codes;
    private final String today;
    private final String month;
    private final Random random;
    private final JsonMapper json = new JsonMapper();

    /** @param codes of the legal entities, by their names */
    MonthEndRuns(World world, MonthEndPlan plan, Map<String, String> codes, LocalDate today) {
        this.world = world;
        this.plan = plan;
        this.codes = codes;
        this.today = today.toString();
        this.month = today.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        this.random = new Random(plan.seed());
    }

    /** @param open how many of its payments will not be booked as ordered */
    record Run(String name, String kind, int payments, int open, String lines) {}

    /** So many payments in all; those of suppliers first, since what goes wrong with them takes a while to show. */
    List<Run> of(int payments) {
        List<Run> suppliers = new ArrayList<>();
        List<Run> salaries = new ArrayList<>();
        int left = payments;
        for (MonthEndPlan.Company company : plan.companies()) {
            boolean last = company.equals(plan.companies().getLast());
            int all = last ? left : payments * company.share() / 100;
            left -= all;
            int paid = new BigDecimal(all).multiply(plan.payroll()).intValue() - company.bonus();
            int unanswered = Math.min(company.unanswered(), payments / 40);
            suppliers.add(suppliers(company, all - paid - company.bonus() - unanswered));
            salaries.add(
                    salaries(company, "Payroll %s, ".formatted(month), "Salary %s ".formatted(month), "S", paid, 0));
            if (company.bonus() > 0) {
                suppliers.add(salaries(
                        company,
                        "Bonus of the sales team, ",
                        "Bonus %s ".formatted(month),
                        "B",
                        company.bonus(),
                        company.bonus()));
            }
            if (unanswered > 0) {
                suppliers.add(unanswered(company, unanswered));
            }
        }
        suppliers.addAll(salaries);
        return suppliers;
    }

    private Run suppliers(MonthEndPlan.Company company, int payments) {
        List<MonthEndPlan.Special> specials = plan.specials().stream()
                .filter(special -> special.company().equals(company.name()))
                .toList();
        StringBuilder lines = new StringBuilder();
        for (MonthEndPlan.Special special : specials) {
            Map<String, Object> line = line(
                    company,
                    special.amount(),
                    special.currency(),
                    special.supplier(),
                    supplierAccount(special.supplier()));
            if (special.debtorAccount() != null) {
                line.put("debtorAccount", special.debtorAccount());
            }
            add(lines, line, "Invoice " + special.reference(), special.reference());
        }
        for (int n = 1; n <= payments - specials.size(); n++) {
            supplier(lines, company, "%s-26-%05d".formatted(company.prefix(), n));
        }
        return new Run("Suppliers, " + company.name(), "SUPPLIER", payments, specials.size(), lines.toString());
    }

    private Run unanswered(MonthEndPlan.Company company, int payments) {
        StringBuilder lines = new StringBuilder();
        for (int n = 1; n <= payments; n++) {
            supplier(lines, company, "%s-T-%05d".formatted(company.prefix(), n));
        }
        return new Run("Suppliers due today, " + company.name(), "SUPPLIER", payments, payments, lines.toString());
    }

    private void supplier(StringBuilder lines, MonthEndPlan.Company company, String reference) {
        List<List<String>> fitting = fitting(company);
        List<String> supplier = fitting.get(random.nextInt(fitting.size()));
        BigDecimal amount = BigDecimal.valueOf(Math.min(Math.exp(random.nextGaussian(7.4, 1.0)), 60_000))
                .setScale(2, RoundingMode.HALF_UP)
                .max(new BigDecimal("24.90"));
        String name = supplier.getFirst();
        add(
                lines,
                line(company, amount, currency(supplier.get(1)), name, supplierAccount(name)),
                "Invoice " + reference,
                reference);
    }

    /** Whom the hub pays without a question, at home or in euro. */
    private List<List<String>> fitting(MonthEndPlan.Company company) {
        List<String> home = List.of("EUR", firm(company).currency());
        return world.suppliers().stream()
                .filter(supplier -> home.contains(currency(supplier.get(1))))
                .filter(supplier -> !world.untrusted().contains(supplier.getFirst()))
                .filter(supplier -> !world.invalid().contains(supplier.getFirst()))
                .toList();
    }

    private Run salaries(MonthEndPlan.Company company, String run, String text, String series, int payments, int open) {
        StringBuilder lines = new StringBuilder();
        World.Firm firm = firm(company);
        for (int n = 1; n <= payments; n++) {
            String name = FIRST.get(random.nextInt(FIRST.size())) + " " + LAST.get(random.nextInt(LAST.size()));
            BigDecimal amount = BigDecimal.valueOf(
                            company.salaries() * Math.clamp(random.nextGaussian(1.0, 0.25), 0.3, 2.5))
                    .setScale(2, RoundingMode.HALF_UP);
            String reference = "%s-%s-%05d".formatted(company.prefix(), series, n);
            // Far from the numbers of the suppliers.
            String account = Ibans.ofSupplier(firm.country(), 10_000 + n);
            add(lines, line(company, amount, firm.currency(), name, account), text + reference, reference);
        }
        return new Run(run + company.name(), "PAYROLL", payments, open, lines.toString());
    }

    private Map<String, Object> line(
            MonthEndPlan.Company company, BigDecimal amount, String currency, String creditor, String account) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("legalEntity", codes.get(company.name()));
        line.put("amount", amount.toPlainString());
        line.put("currency", currency);
        line.put("requestedOn", today);
        line.put("creditorName", creditor);
        line.put("creditorNumber", account);
        line.put("creditorCountry", account.substring(0, 2));
        return line;
    }

    private void add(StringBuilder lines, Map<String, Object> line, String remittance, String reference) {
        line.put("remittance", remittance);
        line.put("invoiceReference", reference);
        lines.append(json.writeValueAsString(line)).append('\n');
    }

    private World.Firm firm(MonthEndPlan.Company company) {
        return world.companies().stream()
                .filter(firm -> firm.name().equals(company.name()))
                .findFirst()
                .orElseThrow();
    }

    private String supplierAccount(String name) {
        for (int i = 0; i < world.suppliers().size(); i++) {
            if (world.suppliers().get(i).getFirst().equals(name)) {
                return Ibans.ofSupplier(world.suppliers().get(i).get(1), i);
            }
        }
        throw new IllegalArgumentException("No supplier is called " + name);
    }

    private static String currency(String country) {
        return country.equals("CH") ? "CHF" : country.equals("GB") ? "GBP" : "EUR";
    }
}
