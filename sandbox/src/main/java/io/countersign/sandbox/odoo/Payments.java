package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Payments and the wizard that registers them on bills. Nothing here is idempotent, as in Odoo. */
final class Payments {

    private static final Set<String> FROZEN_ON_18 =
            Set.of("amount", "date", "partner_bank_id", "payment_reference", "partner_id", "currency_id");

    private final Store store;
    private final Books books;
    private final OdooVersion version;

    Payments(Store store, Books books, OdooVersion version) {
        this.store = store;
        this.books = books;
        this.version = version;
    }

    /** {@code account.payment.register.create}: looks at the bills now, and keeps what it saw. */
    Row wizard(Map<String, @Nullable Object> given, List<Integer> bills) {
        List<Row> open = bills.stream()
                .map(id -> store.get("account.move", id))
                .filter(bill -> bill.text("state").equals("posted"))
                .flatMap(bill -> books.openItems(bill.id(), "liability_payable").stream())
                .toList();
        if (open.isEmpty()) {
            throw OdooError.user(
                    version == OdooVersion.V18
                            ? "You can't register a payment because there is nothing left to pay on the selected journal items."
                            : "There's nothing left to pay for the selected journal items, so no payment registration is"
                                    + " necessary. You've got your finances under control like a boss!");
        }
        Row bill = store.get("account.move", open.getFirst().ref("move_id"));
        BigDecimal owed = sum(open).negate();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("line_ids", open.stream().map(Row::id).toList());
        values.put("amount", owed.abs());
        values.put("source_amount", owed.abs());
        values.put("payment_type", owed.signum() >= 0 ? "outbound" : "inbound");
        values.put("partner_type", "supplier");
        values.put("partner_id", bill.ref("commercial_partner_id"));
        values.put("company_id", bill.ref("company_id"));
        values.put("journal_id", bankJournal(bill.ref("company_id")));
        values.put("partner_bank_id", bill.get("partner_bank_id"));
        values.put("communication", communication(open));
        values.put("payment_date", today().toString());
        values.put("group_payment", bills.size() == 1);
        values.put("can_edit_wizard", true);
        values.put("installments_mode", "full");
        values.put("payment_difference_handling", "open");
        values.putAll(given);
        int journal = values.get("journal_id") instanceof Integer id ? id : 0;
        values.putIfAbsent("payment_method_line_id", methodLine(journal));
        values.putIfAbsent("currency_id", currency(journal, bill));
        return store.insert("account.payment.register", values);
    }

    /** That of the account, where it has one of its own; the amount would be converted, but there are no rates here. */
    private int currency(int journal, Row bill) {
        int own = store.get("account.journal", journal).ref("currency_id");
        return own == 0 ? bill.ref("currency_id") : own;
    }

    private String communication(List<Row> open) {
        return String.join(
                ", ",
                open.stream()
                        .map(line -> store.get("account.move", line.ref("move_id")))
                        .map(bill -> bill.text("ref").isEmpty() ? bill.text("name") : bill.text("ref"))
                        .toList());
    }

    private static BigDecimal sum(List<Row> lines) {
        return lines.stream().map(line -> line.amount("amount_residual")).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private int bankJournal(int company) {
        return store.all("account.journal").stream()
                .filter(j -> j.ref("company_id") == company && j.text("type").equals("bank"))
                .findFirst()
                .orElseThrow(() -> OdooError.user("No bank journal"))
                .id();
    }

    private @Nullable Integer methodLine(int journal) {
        return store.all("account.payment.method.line").stream()
                .filter(line -> line.ref("journal_id") == journal)
                .map(Row::id)
                .findFirst()
                .orElse(null);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(store.began(), ZoneOffset.UTC);
    }

    /** {@code action_create_payments}: pays what the wizard saw, whatever happened to the bills since. */
    Map<String, Object> pay(Row wizard) {
        List<Row> lines = wizard.refs("line_ids").stream()
                .map(id -> store.get("account.move.line", id))
                .toList();
        List<Integer> made = new ArrayList<>();
        if (wizard.flag("group_payment")) {
            made.add(pay(wizard, lines, wizard.amount("amount")));
        } else {
            lines.forEach(line ->
                    made.add(pay(wizard, List.of(line), line.amount("balance").abs())));
        }
        if (made.size() == 1) {
            return action("Payments", "account.payment", made.getFirst(), Map.of("create", false));
        }
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("name", "Payments");
        action.put("type", "ir.actions.act_window");
        action.put("res_model", "account.payment");
        action.put("context", Map.of("create", false));
        action.put("view_mode", "list,form");
        action.put("domain", List.of(List.of("id", "in", made)));
        return action;
    }

    static Map<String, Object> action(String name, String model, int id, Map<String, Object> context) {
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("name", name);
        action.put("type", "ir.actions.act_window");
        action.put("res_model", model);
        action.put("context", context);
        action.put("view_mode", "form");
        action.put("res_id", id);
        return action;
    }

    private int pay(Row wizard, List<Row> lines, BigDecimal amount) {
        List<Integer> bills =
                lines.stream().map(line -> line.ref("move_id")).distinct().toList();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : List.of(
                "payment_type",
                "partner_type",
                "partner_id",
                "currency_id",
                "company_id",
                "journal_id",
                "payment_method_line_id",
                "partner_bank_id")) {
            values.put(field, wizard.get(field));
        }
        values.put("amount", amount);
        values.put("memo", wizard.get("communication"));
        values.put("date", wizard.text("payment_date"));
        values.put("invoice_ids", bills);
        Row payment = create(values);
        post(payment.id());
        bills.forEach(bill -> store.quietly(
                "account.move",
                bill,
                Map.of(
                        "matched_payment_ids",
                        with(store.get("account.move", bill).refs("matched_payment_ids"), payment.id()))));
        List<Integer> open = lines.stream()
                .map(line -> store.get("account.move.line", line.id()))
                .filter(line -> !line.flag("reconciled"))
                .map(Row::id)
                .toList();
        if (!open.isEmpty()) {
            Row own = books.openItems(store.get("account.payment", payment.id()).ref("move_id"), "liability_payable")
                    .getFirst();
            books.reconcile(with(open, own.id()));
        }
        return payment.id();
    }

    private static List<Integer> with(List<Integer> ids, int id) {
        List<Integer> more = new ArrayList<>(ids);
        more.add(id);
        return more;
    }

    /** {@code account.payment.create}: a draft. */
    Row create(Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        if (values.get("amount") instanceof BigDecimal amount && amount.signum() < 0) {
            throw OdooError.validation("The operation cannot be completed: The payment amount cannot be negative.");
        }
        Row journal = values.get("journal_id") instanceof Integer id ? store.get("account.journal", id) : null;
        if (journal == null) {
            throw OdooError.validation(
                    "The operation cannot be completed: Missing required value for the field 'Journal'"
                            + " (journal_id).\nModel: 'Payments' (account.payment)\n");
        }
        int company = journal.ref("company_id");
        values.put("company_id", company);
        values.put("state", "draft");
        values.putIfAbsent("date", today().toString());
        values.putIfAbsent("currency_id", store.get("res.company", company).ref("currency_id"));
        values.putIfAbsent("payment_method_line_id", methodLine(journal.id()));
        values.put("payment_method_code", "manual");
        values.put("outstanding_account_id", books.account(company, "asset_current"));
        values.put("destination_account_id", books.account(company, "liability_payable"));
        values.put("show_partner_bank_account", true);
        values.put("reconciled_bill_ids", values.get("invoice_ids"));
        return store.insert("account.payment", values);
    }

    /** {@code action_post}: an entry in the books; a date in a locked period is moved without a word. */
    void post(int id) {
        Row payment = store.get("account.payment", id);
        if (!payment.text("state").equals("draft")) {
            throw OdooError.user("The entry " + payment.text("name") + " (id " + id + ") must be in draft.");
        }
        Row journal = store.get("account.journal", payment.ref("journal_id"));
        String prefix = "P" + journal.text("code") + "/" + payment.text("date").substring(0, 4) + "/";
        long used = store.all("account.payment").stream()
                .filter(other -> other.ref("journal_id") == journal.id()
                        && other.text("name").startsWith(prefix))
                .count();
        String name = payment.text("name").isEmpty() ? prefix + "%05d".formatted(used + 1) : payment.text("name");
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("ref", payment.get("memo"));
        entry.put("move_type", "entry");
        entry.put("state", "posted");
        entry.put("date", books.openDay(payment.ref("company_id"), payment.text("date")));
        entry.put("company_id", payment.ref("company_id"));
        entry.put("currency_id", payment.ref("currency_id"));
        entry.put("journal_id", journal.id());
        entry.put("origin_payment_id", id);
        Row move = store.insert("account.move", entry);
        BigDecimal out = payment.text("payment_type").equals("inbound")
                ? payment.amount("amount").negate()
                : payment.amount("amount");
        books.item(move, payment.ref("outstanding_account_id"), out.negate(), payment.ref("partner_id"));
        books.item(move, payment.ref("destination_account_id"), out, payment.ref("partner_id"));
        store.update(
                "account.payment",
                id,
                Map.of(
                        "name",
                        name,
                        "state",
                        "in_process",
                        "move_id",
                        move.id(),
                        "amount_company_currency_signed",
                        out.negate()));
    }

    /** {@code action_cancel}: the only one that opens the bill again. A draft's entry is deleted, a posted one kept. */
    void cancel(int id) {
        Row payment = store.get("account.payment", id);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("state", "canceled");
        values.put("is_matched", false);
        values.put("is_reconciled", false);
        values.put("reconciled_statement_line_ids", List.of());
        Set<Integer> touched = new LinkedHashSet<>();
        Row move = store.find("account.move", payment.ref("move_id"));
        if (move != null) {
            books.refuseIfLocked(move.ref("company_id"), move.text("date"));
            touched.addAll(books.unmatch(move.id()));
            if (payment.text("state").equals("draft")) {
                books.items(move.id()).forEach(line -> store.delete("account.move.line", line.id()));
                store.delete("account.move", move.id());
                values.put("move_id", null);
            } else {
                store.update("account.move", move.id(), Map.of("state", "cancel"));
                books.items(move.id())
                        .forEach(
                                line -> store.update("account.move.line", line.id(), Map.of("parent_state", "cancel")));
            }
            touched.remove(move.id());
        }
        store.update("account.payment", id, values);
        books.refresh(touched);
    }

    /** {@code action_draft}: 18 takes the payment off the bill, 19 leaves the bill paid. */
    void toDraft(int id) {
        Row payment = store.get("account.payment", id);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(Map.of("state", "draft"));
        Set<Integer> touched = new LinkedHashSet<>();
        int move = payment.ref("move_id");
        if (move != 0) {
            if (version == OdooVersion.V18) {
                touched.addAll(books.unmatch(move));
                values.put("is_reconciled", false);
            }
            store.update("account.move", move, Map.of("state", "draft"));
        }
        store.update("account.payment", id, values);
        touched.remove(move);
        books.refresh(touched);
    }

    void set(int id, Map<String, Object> values) {
        store.update("account.payment", id, values);
    }

    /** {@code write}: 18 protects what is posted, 19 changes the payment and leaves the books. */
    void write(Row payment, Map<String, @Nullable Object> values) {
        boolean posted = Set.of("in_process", "paid").contains(payment.text("state"));
        if (posted && version == OdooVersion.V18 && values.keySet().stream().anyMatch(FROZEN_ON_18::contains)) {
            throw OdooError.user("You cannot modify the following readonly fields on a posted move: date, partner_id,"
                    + " currency_id, line_ids");
        }
        store.update("account.payment", payment.id(), values);
        if (values.containsKey("memo") && payment.ref("move_id") != 0) {
            Map<String, @Nullable Object> ref = new LinkedHashMap<>();
            ref.put("ref", values.get("memo"));
            store.update("account.move", payment.ref("move_id"), ref);
        }
    }

    void unlink(Row payment) {
        if (!Set.of("draft", "canceled").contains(payment.text("state"))) {
            throw OdooError.validation(
                    "A payment with an outstanding account cannot be confirmed without having a journal entry.");
        }
        store.delete("account.payment", payment.id());
    }
}
