package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Vendor bills and credit notes: made, posted, blocked, cancelled. */
final class Bills {

    private static final Set<String> FROZEN = Set.of(
            "invoice_date",
            "partner_id",
            "currency_id",
            "amount_total",
            "company_id",
            "journal_id",
            "invoice_line_ids",
            "line_ids",
            "date");

    private final Store store;
    private final Books books;

    Bills(Store store, Books books) {
        this.store = store;
        this.books = books;
    }

    Row create(Map<String, @Nullable Object> given, Map<String, Object> raw, int company) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        values.remove("invoice_line_ids");
        int owner = given.get("company_id") instanceof Integer id ? id : company;
        String type = given.get("move_type") instanceof String text ? text : "entry";
        values.put("company_id", owner);
        values.put("move_type", type);
        values.put("state", "draft");
        values.put("date", today().toString());
        int own = store.get("res.company", owner).ref("currency_id");
        values.put("company_currency_id", own);
        values.putIfAbsent("currency_id", own);
        values.put("auto_post", "no");
        values.put("checked", true);
        if (type.startsWith("in_")) {
            fillBill(values, raw, owner, type);
        }
        return store.insert("account.move", values);
    }

    private void fillBill(Map<String, @Nullable Object> values, Map<String, Object> raw, int company, String type) {
        BigDecimal total = total(raw);
        values.put("amount_total", total);
        values.put("amount_untaxed", total);
        values.put("amount_residual", total);
        values.put("amount_total_signed", type.equals("in_refund") ? total : total.negate());
        values.put("payment_state", "not_paid");
        values.put("journal_id", purchaseJournal(company));
        if (!values.containsKey("invoice_date_due") && values.get("invoice_date") != null) {
            values.put("invoice_date_due", values.get("invoice_date"));
        }
        if (values.get("partner_id") instanceof Integer partner) {
            int parent = store.get("res.partner", partner).ref("parent_id");
            values.put("commercial_partner_id", parent == 0 ? partner : parent);
            values.put(
                    "invoice_partner_display_name",
                    store.get("res.partner", partner).text("name"));
            if (!values.containsKey("partner_bank_id")) {
                values.put("partner_bank_id", defaultBank(company, parent == 0 ? partner : parent, type));
            }
        }
    }

    /** For a credit note Odoo proposes the account the money would come to: ours. */
    private @Nullable Integer defaultBank(int company, int partner, String type) {
        int owner = type.equals("in_refund") ? store.get("res.company", company).ref("partner_id") : partner;
        return store.all("res.partner.bank").stream()
                .filter(bank -> bank.ref("partner_id") == owner && bank.flag("active"))
                .map(Row::id)
                .findFirst()
                .orElse(null);
    }

    private static BigDecimal total(Map<String, Object> raw) {
        BigDecimal total = BigDecimal.ZERO;
        if (raw.get("invoice_line_ids") instanceof List<?> commands) {
            for (Object command : commands) {
                Map<String, Object> line = Args.values(((List<?>) command).get(2));
                BigDecimal quantity =
                        line.containsKey("quantity") ? Args.decimal(line.get("quantity")) : BigDecimal.ONE;
                total = total.add(Args.decimal(line.get("price_unit")).multiply(quantity));
            }
        }
        return total;
    }

    private int purchaseJournal(int company) {
        return store.all("account.journal").stream()
                .filter(j -> j.ref("company_id") == company && j.text("type").equals("purchase"))
                .findFirst()
                .orElseThrow(() -> OdooError.user("No purchase journal"))
                .id();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(store.began(), ZoneOffset.UTC);
    }

    /** {@code action_post}. */
    boolean post(List<Integer> ids) {
        for (int id : ids) {
            Row move = store.get("account.move", id);
            if (!move.text("state").equals("draft")) {
                throw OdooError.user("The entry " + move.text("name") + " (id " + id + ") must be in draft.");
            }
            boolean bill = move.text("move_type").startsWith("in_");
            if (bill && move.text("invoice_date").isEmpty()) {
                throw OdooError.user("The Bill/Refund date is required to validate this document.");
            }
            String name = move.text("name").isEmpty() ? nextName(move) : move.text("name");
            Row posted =
                    store.update("account.move", id, Map.of("state", "posted", "name", name, "posted_before", true));
            if (bill) {
                postBill(posted);
            }
        }
        return false;
    }

    private void postBill(Row bill) {
        boolean refund = bill.text("move_type").equals("in_refund");
        BigDecimal total = bill.amount("amount_total");
        int payable = books.account(bill.ref("company_id"), "liability_payable");
        int expense = books.account(bill.ref("company_id"), "expense");
        int partner = bill.ref("commercial_partner_id");
        Row line = books.item(bill, payable, refund ? total : total.negate(), partner);
        store.quietly("account.move.line", line.id(), Map.of("date_maturity", bill.text("invoice_date_due")));
        books.item(bill, expense, refund ? total.negate() : total, partner);
        books.refreshBill(store.get("account.move", bill.id()));
        Row supplier = store.get("res.partner", partner);
        int rank = supplier.get("supplier_rank") instanceof Integer known ? known : 0;
        store.quietly("res.partner", partner, Map.of("supplier_rank", rank + 1));
        if (bill.ref("reversed_entry_id") != 0) {
            settle(bill.ref("reversed_entry_id"), line.id());
        }
    }

    private void settle(int bill, int refundLine) {
        List<Row> open = books.openItems(bill, "liability_payable");
        if (!open.isEmpty()) {
            books.reconcile(List.of(open.getFirst().id(), refundLine));
        }
    }

    private String nextName(Row move) {
        LocalDate on =
                LocalDate.parse(move.text("invoice_date").isEmpty() ? move.text("date") : move.text("invoice_date"));
        String prefix = (move.text("move_type").equals("in_refund") ? "RBILL/" : "BILL/")
                + "%d/%02d/".formatted(on.getYear(), on.getMonthValue());
        long used = store.all("account.move").stream()
                .filter(other -> other.ref("company_id") == move.ref("company_id")
                        && other.text("name").startsWith(prefix))
                .count();
        return prefix + "%04d".formatted(used + 1);
    }

    /** {@code write}: what is posted cannot be changed in what the books rest on. */
    void write(Row move, Map<String, @Nullable Object> values) {
        List<String> frozen = values.keySet().stream().filter(FROZEN::contains).toList();
        if (move.text("state").equals("posted") && !frozen.isEmpty()) {
            throw OdooError.user(
                    "You cannot modify the following readonly fields on a posted move: " + String.join(", ", frozen));
        }
        store.update("account.move", move.id(), values);
    }

    /** {@code button_cancel} and {@code button_draft}: the entry loses its matches. */
    void leaveBooks(List<Integer> ids, String state) {
        for (int id : ids) {
            Set<Integer> touched = new LinkedHashSet<>(books.unmatch(id));
            books.items(id).forEach(line -> store.delete("account.move.line", line.id()));
            store.update("account.move", id, Map.of("state", state, "payment_state", "not_paid"));
            touched.remove(id);
            books.refresh(touched);
        }
    }

    void toggleBlock(List<Integer> ids) {
        for (int id : ids) {
            Row bill = store.get("account.move", id);
            store.update("account.move", id, Map.of("blocked_payment", !bill.flag("blocked_payment")));
            books.refreshBill(store.get("account.move", id));
        }
    }

    /** {@code account.move.reversal.refund_moves}. */
    Map<String, Object> refund(Row wizard) {
        Row bill = store.get("account.move", wizard.refs("move_ids").getFirst());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : List.of(
                "partner_id",
                "commercial_partner_id",
                "currency_id",
                "company_currency_id",
                "company_id",
                "journal_id",
                "amount_total",
                "amount_untaxed",
                "invoice_partner_display_name")) {
            values.put(field, bill.get(field));
        }
        values.put("move_type", "in_refund");
        values.put("state", "draft");
        values.put("payment_state", "not_paid");
        values.put("amount_residual", bill.amount("amount_total"));
        values.put("reversed_entry_id", bill.id());
        values.put("date", wizard.text("date"));
        values.put("invoice_date", wizard.text("date"));
        values.put("invoice_date_due", wizard.text("date"));
        values.put("partner_bank_id", defaultBank(bill.ref("company_id"), 0, "in_refund"));
        values.put("ref", "Reversal of: " + bill.text("name") + ", " + wizard.text("reason"));
        Row refund = store.insert("account.move", values);
        return Payments.action("Reverse Moves", "account.move", refund.id(), Map.of("default_move_type", "in_refund"));
    }
}
