package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Journal items and what follows from matching them: the states of bills, payments and statement lines. */
final class Books {

    private final Store store;
    private final OdooVersion version;

    Books(Store store, OdooVersion version) {
        this.store = store;
        this.version = version;
    }

    /** The account of a kind a company keeps, such as {@code liability_payable}. */
    int account(int company, String type) {
        return store.all("account.account").stream()
                .filter(row -> row.refs("company_ids").contains(company)
                        && row.text("account_type").equals(type))
                .findFirst()
                .orElseThrow(() -> OdooError.user("No account of type " + type + " in company " + company))
                .id();
    }

    /**
     * The day an entry is booked on without a word if its own lies in a locked period: today, or the first that is open, but in
     * the year of the lock.
     */
    String openDay(int company, String on) {
        LocalDate lock = lock(company);
        if (lock == null || LocalDate.parse(on).isAfter(lock)) {
            return on;
        }
        LocalDate open = lock.plusDays(1);
        LocalDate today = LocalDate.ofInstant(store.began(), ZoneOffset.UTC);
        return (today.getYear() > open.getYear()
                        ? LocalDate.of(open.getYear(), 12, 31)
                        : today.isAfter(open) ? today : open)
                .toString();
    }

    /** What is booked in a locked period stays as it is. */
    void refuseIfLocked(int company, String on) {
        LocalDate lock = lock(company);
        if (lock != null && !LocalDate.parse(on).isAfter(lock)) {
            throw OdooError.user("You cannot add/modify entries prior to and inclusive of: Global Lock Date ("
                    + DateTimeFormatter.ofPattern("MM/dd/yyyy").format(lock) + ").");
        }
    }

    private @Nullable LocalDate lock(int company) {
        String lock = store.get("res.company", company).text("fiscalyear_lock_date");
        return lock.isEmpty() ? null : LocalDate.parse(lock);
    }

    /** Adds an item to an entry in the entry's currency; a positive amount is a debit. */
    Row item(Row move, int account, BigDecimal amount, int partner) {
        return item(move, account, amount, partner, move.ref("currency_id"));
    }

    /**
     * Adds an item in any currency. There are no rates here: an item counts in its own currency, also in the books, and so
     * nothing is left by exchange when two of one currency are matched.
     */
    Row item(Row move, int account, BigDecimal amount, int partner, int currency) {
        BigDecimal debit = amount.max(BigDecimal.ZERO);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("move_id", move.id());
        values.put("account_id", account);
        values.put("account_type", store.get("account.account", account).text("account_type"));
        values.put("debit", debit);
        values.put("credit", amount.negate().max(BigDecimal.ZERO));
        values.put("balance", amount);
        values.put("amount_currency", amount);
        boolean open = store.get("account.account", account).flag("reconcile");
        values.put("amount_residual", open ? amount : BigDecimal.ZERO);
        values.put("amount_residual_currency", open ? amount : BigDecimal.ZERO);
        values.put("currency_id", currency);
        values.put("company_id", move.ref("company_id"));
        values.put("parent_state", move.text("state"));
        values.put("date", move.text("date"));
        if (partner != 0) {
            values.put("partner_id", partner);
        }
        return store.insert("account.move.line", values);
    }

    List<Row> items(int move) {
        return store.all("account.move.line").stream()
                .filter(line -> line.ref("move_id") == move)
                .toList();
    }

    List<Row> openItems(int move, String type) {
        return items(move).stream()
                .filter(line -> line.text("account_type").equals(type)
                        && line.amount("amount_residual").signum() != 0)
                .toList();
    }

    /** {@code account.move.line.reconcile}: matches debits with credits of one account, oldest first. */
    void reconcile(List<Integer> ids) {
        List<Row> lines =
                ids.stream().map(id -> store.get("account.move.line", id)).toList();
        if (lines.stream().anyMatch(line -> line.flag("reconciled"))) {
            throw OdooError.user("You are trying to reconcile some entries that are already reconciled.");
        }
        Set<String> accounts = lines.stream()
                .map(line ->
                        store.get("account.account", line.ref("account_id")).text("name"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (accounts.size() > 1) {
            throw OdooError.user("Entries are not from the same account: "
                    + accounts.stream().sorted().collect(Collectors.joining(", ")));
        }
        List<Integer> debits = side(lines, 1);
        List<Integer> credits = side(lines, -1);
        int d = 0;
        int c = 0;
        while (d < debits.size() && c < credits.size()) {
            Row debit = store.get("account.move.line", debits.get(d));
            Row credit = store.get("account.move.line", credits.get(c));
            BigDecimal amount = debit.amount("amount_residual")
                    .min(credit.amount("amount_residual").negate());
            match(debit, credit, amount);
            if (open(debits.get(d)).signum() == 0) {
                d++;
            }
            if (open(credits.get(c)).signum() == 0) {
                c++;
            }
        }
        close(lines);
        refresh(lines.stream().map(line -> line.ref("move_id")).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static List<Integer> side(List<Row> lines, int sign) {
        return lines.stream()
                .filter(line -> line.amount("amount_residual").signum() == sign)
                .map(Row::id)
                .toList();
    }

    private BigDecimal open(int line) {
        return store.get("account.move.line", line).amount("amount_residual");
    }

    private void match(Row debit, Row credit, BigDecimal amount) {
        store.insert(
                "account.partial.reconcile",
                Map.of("debit_move_id", debit.id(), "credit_move_id", credit.id(), "amount", amount));
        residual(debit, debit.amount("amount_residual").subtract(amount));
        residual(credit, credit.amount("amount_residual").add(amount));
    }

    private void residual(Row line, BigDecimal open) {
        store.update(
                "account.move.line",
                line.id(),
                Map.of("amount_residual", open, "amount_residual_currency", open, "reconciled", open.signum() == 0));
    }

    private void close(List<Row> lines) {
        if (lines.stream().allMatch(line -> open(line.id()).signum() == 0)) {
            Row full = store.insert("account.full.reconcile", Map.of());
            lines.forEach(line -> store.update(
                    "account.move.line",
                    line.id(),
                    Map.of("full_reconcile_id", full.id(), "matching_number", String.valueOf(full.id()))));
        }
    }

    /** Undoes every match of an entry's items; answers the entries on the other side. */
    Set<Integer> unmatch(int move) {
        Set<Integer> touched = new LinkedHashSet<>();
        Set<Integer> own = items(move).stream().map(Row::id).collect(Collectors.toSet());
        for (Row partial : List.copyOf(store.all("account.partial.reconcile"))) {
            if (own.contains(partial.ref("debit_move_id")) || own.contains(partial.ref("credit_move_id"))) {
                BigDecimal amount = partial.amount("amount");
                touched.add(reopen(partial.ref("debit_move_id"), amount));
                touched.add(reopen(partial.ref("credit_move_id"), amount.negate()));
                store.delete("account.partial.reconcile", partial.id());
            }
        }
        return touched;
    }

    private int reopen(int id, BigDecimal amount) {
        Row line = store.get("account.move.line", id);
        BigDecimal open = line.amount("amount_residual").add(amount);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("amount_residual", open);
        values.put("amount_residual_currency", open);
        values.put("reconciled", false);
        values.put("full_reconcile_id", null);
        values.put("matching_number", null);
        store.update("account.move.line", id, values);
        return line.ref("move_id");
    }

    /** Works out anew the states of the bills and payments behind these entries. Bills first: payments look at them. */
    void refresh(Set<Integer> moves) {
        List<Row> entries = moves.stream()
                .map(id -> store.find("account.move", id))
                .filter(java.util.Objects::nonNull)
                .toList();
        entries.stream()
                .filter(move -> move.text("move_type").startsWith("in_"))
                .forEach(this::refreshBill);
        for (Row payment : List.copyOf(store.all("account.payment"))) {
            if (moves.contains(payment.ref("move_id"))
                    || payment.refs("invoice_ids").stream().anyMatch(moves::contains)) {
                refreshPayment(payment);
            }
        }
    }

    void refreshBill(Row bill) {
        BigDecimal open = items(bill.id()).stream()
                .filter(line -> line.text("account_type").equals("liability_payable"))
                .map(line -> line.amount("amount_residual"))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .abs();
        String state = paymentState(bill, open);
        store.update(
                "account.move",
                bill.id(),
                Map.of(
                        "amount_residual",
                        open,
                        "amount_residual_signed",
                        bill.text("move_type").equals("in_refund") ? open : open.negate(),
                        "payment_state",
                        state,
                        "has_reconciled_entries",
                        open.compareTo(bill.amount("amount_total")) != 0));
    }

    private String paymentState(Row bill, BigDecimal open) {
        String plain = open.signum() == 0
                ? (onlyRefunded(bill) ? "reversed" : "paid")
                : open.compareTo(bill.amount("amount_total")) < 0 ? "partial" : "not_paid";
        boolean stays = version == OdooVersion.V19 || !plain.equals("paid");
        return bill.flag("blocked_payment") && stays ? "blocked" : plain;
    }

    private boolean onlyRefunded(Row bill) {
        List<Row> others = counterparts(bill.id());
        return bill.text("move_type").equals("in_invoice")
                && !others.isEmpty()
                && others.stream().allMatch(move -> move.text("move_type").equals("in_refund"));
    }

    /** The entries whose items are matched with items of this one. */
    List<Row> counterparts(int move) {
        Set<Integer> own = items(move).stream().map(Row::id).collect(Collectors.toSet());
        List<Row> others = new ArrayList<>();
        for (Row partial : store.all("account.partial.reconcile")) {
            int debit = partial.ref("debit_move_id");
            int credit = partial.ref("credit_move_id");
            if (own.contains(debit) != own.contains(credit)) {
                Row line = store.get("account.move.line", own.contains(debit) ? credit : debit);
                others.add(store.get("account.move", line.ref("move_id")));
            }
        }
        return others;
    }

    private void refreshPayment(Row payment) {
        boolean posted = store.find("account.move", payment.ref("move_id")) != null;
        List<Row> others = posted ? counterparts(payment.ref("move_id")) : List.of();
        boolean applied =
                posted && openItems(payment.ref("move_id"), "liability_payable").isEmpty();
        boolean matched =
                posted && openItems(payment.ref("move_id"), "asset_current").isEmpty();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("is_reconciled", applied);
        values.put("is_matched", matched);
        values.put("reconciled_statement_line_ids", ids(others, "statement_line_id"));
        Set<Integer> bills = new LinkedHashSet<>(payment.refs("invoice_ids"));
        others.stream().filter(m -> m.text("move_type").startsWith("in_")).forEach(m -> bills.add(m.id()));
        values.put("reconciled_bill_ids", List.copyOf(bills));
        if (List.of("in_process", "paid").contains(payment.text("state"))) {
            boolean allPaid = applied && bills.stream().allMatch(this::isPaid);
            boolean paid = matched || (version == OdooVersion.V18 && allPaid);
            values.put("state", paid ? "paid" : "in_process");
        }
        store.update("account.payment", payment.id(), values);
    }

    private boolean isPaid(int bill) {
        return store.get("account.move", bill).amount("amount_residual").signum() == 0;
    }

    private static List<Integer> ids(List<Row> rows, String field) {
        return rows.stream()
                .map(row -> row.ref(field))
                .filter(id -> id != 0)
                .distinct()
                .toList();
    }
}
