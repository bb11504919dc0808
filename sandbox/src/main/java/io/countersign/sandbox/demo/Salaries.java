package io.countersign.sandbox.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payrolls of a company, as its HR program hands them in: one instruction a line. From one month to the next somebody
 * leaves, two begin, and one is paid more.
 */
final class Salaries {

    private static final List<String> STAFF = List.of(
            "Anna Lindner",
            "Jonas Ackermann",
            "Elif Bauer",
            "Paul Hofer",
            "Nora Keller",
            "David Meyer",
            "Clara Novak",
            "Samuel Vogel",
            "Ines Weber",
            "Theo Schmid",
            "Mila Urban",
            "Felix Zimmer",
            "Lea Quist",
            "Hugo Lindner");
    private static final int BEGIN = 2;
    private static final int PAID_MORE = 6;

    /** Far from the numbers of the suppliers. */
    private static final int ACCOUNTS = 20_000;

    private final String legalEntity;
    private final World.Firm firm;
    private final LocalDate today;
    private final JsonMapper json = new JsonMapper();

    Salaries(String legalEntity, World.Firm firm, LocalDate today) {
        this.legalEntity = legalEntity;
        this.firm = firm;
        this.today = today;
    }

    /** A run with its name. */
    record Payroll(String name, String lines) {}

    Payroll ofLastMonth() {
        return payroll(YearMonth.from(today).minusMonths(1), 0, STAFF.size() - BEGIN, BigDecimal.ZERO);
    }

    Payroll ofThisMonth() {
        return payroll(YearMonth.from(today), 1, STAFF.size(), new BigDecimal("250.00"));
    }

    private Payroll payroll(YearMonth month, int from, int to, BigDecimal raise) {
        StringBuilder lines = new StringBuilder();
        for (int n = from; n < to; n++) {
            BigDecimal salary = new BigDecimal("2840.00").add(new BigDecimal("173.50").multiply(BigDecimal.valueOf(n)));
            lines.append(json.writeValueAsString(line(month, n, n == PAID_MORE ? salary.add(raise) : salary)))
                    .append('\n');
        }
        return new Payroll("Payroll " + name(month) + ", " + firm.name(), lines.toString());
    }

    private Map<String, Object> line(YearMonth month, int n, BigDecimal salary) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("legalEntity", legalEntity);
        line.put("amount", salary.toPlainString());
        line.put("currency", firm.currency());
        line.put("requestedOn", today.toString());
        line.put("creditorName", STAFF.get(n));
        line.put("creditorNumber", Ibans.ofSupplier(firm.country(), ACCOUNTS + n));
        line.put("creditorCountry", firm.country());
        line.put("remittance", "Salary " + name(month));
        line.put("invoiceReference", "%s-%03d".formatted(month, n));
        return line;
    }

    private static String name(YearMonth month) {
        return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
