package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.OdooSimulator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands in a simulated Odoo, as its own people see it. */
final class ErpBooks {

    /** A vendor bill or credit note; amounts are positive for both. */
    record Bill(
            int id,
            String name,
            boolean creditNote,
            String state,
            String paymentState,
            BigDecimal total,
            BigDecimal open) {}

    /** A payment that is not cancelled. */
    record Payment(
            int id,
            String memo,
            String state,
            BigDecimal amount,
            String currency,
            boolean applied,
            boolean matched,
            List<Integer> bills) {}

    /** A booking of the bank. */
    record Line(int id, String reference, BigDecimal amount) {}

    private final OdooSimulator odoo;

    ErpBooks(OdooSimulator odoo) {
        this.odoo = odoo;
    }

    List<Bill> bills() {
        List<?> domain = List.of(List.of("move_type", "in", List.of("in_invoice", "in_refund")));
        List<String> fields = List.of("name", "move_type", "state", "payment_state", "amount_total", "amount_residual");
        return rows(odoo, "account.move", domain, fields).stream()
                .map(row -> new Bill(
                        id(row),
                        text(row, "name"),
                        text(row, "move_type").equals("in_refund"),
                        text(row, "state"),
                        text(row, "payment_state"),
                        amount(row, "amount_total"),
                        amount(row, "amount_residual")))
                .toList();
    }

    List<Payment> payments() {
        List<?> domain = List.of(List.of("state", "!=", "canceled"));
        List<String> fields =
                List.of("memo", "state", "amount", "currency_id", "is_reconciled", "is_matched", "reconciled_bill_ids");
        return rows(odoo, "account.payment", domain, fields).stream()
                .map(row -> new Payment(
                        id(row),
                        text(row, "memo"),
                        text(row, "state"),
                        amount(row, "amount"),
                        row.get("currency_id") instanceof List<?> currency ? String.valueOf(currency.get(1)) : "",
                        Boolean.TRUE.equals(row.get("is_reconciled")),
                        Boolean.TRUE.equals(row.get("is_matched")),
                        ids(row.get("reconciled_bill_ids"))))
                .toList();
    }

    List<Line> lines() {
        return rows(odoo, "account.bank.statement.line", List.of(), List.of("payment_ref", "amount")).stream()
                .map(row -> new Line(id(row), text(row, "payment_ref"), amount(row, "amount")))
                .toList();
    }

    /** Somebody corrects what a doubled request left behind: of each payment and each booking the first one stays. */
    void mend(String reference) {
        payments().stream()
                .filter(payment -> payment.memo().equals(reference))
                .skip(1)
                .forEach(surplus -> admin("account.payment", "action_cancel", surplus.id()));
        for (String booking : List.of(reference, reference + " returned")) {
            lines().stream()
                    .filter(line -> line.reference().equals(booking))
                    .skip(1)
                    .forEach(surplus -> admin("account.bank.statement.line", "unlink", surplus.id()));
        }
    }

    private void admin(String model, String method, int id) {
        odoo.call(OdooSimulator.ADMIN, model, method, List.of(id), Map.of());
    }

    /** Rows in the order they were made. */
    @SuppressWarnings("unchecked") // what Odoo answers to search_read
    static List<Map<String, Object>> rows(OdooSimulator odoo, String model, List<?> domain, List<String> fields) {
        Map<String, Object> arguments = Map.of("domain", domain, "fields", fields, "order", "id asc");
        return (List<Map<String, Object>>)
                Objects.requireNonNull(odoo.call(OdooSimulator.ADMIN, model, "search_read", List.of(), arguments));
    }

    private static int id(Map<String, Object> row) {
        return ((Number) Objects.requireNonNull(row.get("id"))).intValue();
    }

    private static String text(Map<String, Object> row, String field) {
        return row.get(field) instanceof String text ? text : "";
    }

    private static BigDecimal amount(Map<String, Object> row, String field) {
        return row.get(field) instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
    }

    private static List<Integer> ids(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(id -> ((Number) id).intValue()).toList()
                : List.of();
    }
}
