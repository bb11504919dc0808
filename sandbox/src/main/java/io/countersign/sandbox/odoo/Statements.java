package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bank statement lines: an entry between the bank and a counterpart account, the suspense account by default. */
final class Statements {

    private final Store store;
    private final Books books;

    Statements(Store store, Books books) {
        this.store = store;
        this.books = books;
    }

    Row create(Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        if (!(given.get("journal_id") instanceof Integer journalId)) {
            throw OdooError.validation(
                    "The operation cannot be completed: Missing required value for the field 'Journal'"
                            + " (journal_id).\nModel: 'Bank Statement Line' (account.bank.statement.line)\n");
        }
        Row journal = store.get("account.journal", journalId);
        int company = journal.ref("company_id");
        int currency = journal.ref("currency_id") != 0
                ? journal.ref("currency_id")
                : store.get("res.company", company).ref("currency_id");
        Object counterpart = values.remove("counterpart_account_id");
        int account = counterpart instanceof Integer id ? id : journal.ref("suspense_account_id");
        values.put("company_id", company);
        values.put("currency_id", currency);
        values.put("date", books.openDay(company, day(given)));
        values.put("state", "posted");
        values.put("checked", true);
        values.put("sequence", 1);
        Row line = store.insert("account.bank.statement.line", values);
        Row move = entry(line, journal, currency);
        items(line, move, journal, account);
        line = store.update(
                "account.bank.statement.line",
                line.id(),
                Map.of(
                        "move_id",
                        move.id(),
                        "running_balance",
                        balance(journal.id()),
                        "internal_index",
                        line.text("date").replace("-", "") + "2147483646%010d".formatted(line.id())));
        return refresh(line);
    }

    private String day(Map<String, @Nullable Object> given) {
        return given.get("date") instanceof String on
                ? on
                : LocalDate.ofInstant(store.began(), ZoneOffset.UTC).toString();
    }

    /** The bank's item and its counterpart; that is in the foreign currency where the line has one. */
    private void items(Row line, Row move, Row journal, int account) {
        BigDecimal amount = line.amount("amount");
        int foreign = line.ref("foreign_currency_id");
        books.item(move, journal.ref("default_account_id"), amount, line.ref("partner_id"));
        books.item(
                move,
                account,
                (foreign == 0 ? amount : line.amount("amount_currency")).negate(),
                line.ref("partner_id"),
                foreign == 0 ? move.ref("currency_id") : foreign);
    }

    /** What is not on the suspense account counts as explained. */
    private Row refresh(Row line) {
        Row journal = store.get("account.journal", line.ref("journal_id"));
        List<Row> suspense = books.items(line.ref("move_id")).stream()
                .filter(item -> item.ref("account_id") == journal.ref("suspense_account_id"))
                .toList();
        if (suspense.size() > 1) {
            throw OdooError.user(
                    line.text("payment_ref") + " reached an invalid state regarding its related statement line.\n"
                            + "To be consistent, the journal entry must always have exactly one suspense line.");
        }
        BigDecimal open =
                suspense.stream().map(item -> item.amount("amount_currency")).reduce(BigDecimal.ZERO, BigDecimal::add);
        return store.update(
                "account.bank.statement.line",
                line.id(),
                Map.of("is_reconciled", open.signum() == 0, "amount_residual", open));
    }

    private BigDecimal balance(int journal) {
        return store.all("account.bank.statement.line").stream()
                .filter(line -> line.ref("journal_id") == journal)
                .map(line -> line.amount("amount"))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private Row entry(Row line, Row journal, int currency) {
        String year = line.text("date").substring(0, 4);
        String prefix = journal.text("code") + "/" + year + "/";
        long used = store.all("account.move").stream()
                .filter(move -> move.ref("journal_id") == journal.id()
                        && move.text("name").startsWith(prefix))
                .count();
        return store.insert(
                "account.move",
                Map.of(
                        "name",
                        prefix + "%05d".formatted(used + 1),
                        "move_type",
                        "entry",
                        "state",
                        "posted",
                        "date",
                        line.text("date"),
                        "company_id",
                        journal.ref("company_id"),
                        "currency_id",
                        currency,
                        "journal_id",
                        journal.id(),
                        "statement_line_id",
                        line.id()));
    }

    /** {@code action_undo_reconciliation}: back to the suspense account. */
    void undo(List<Integer> ids) {
        for (int id : ids) {
            Row line = store.get("account.bank.statement.line", id);
            refuseIfLocked(line);
            int move = line.ref("move_id");
            Set<Integer> touched = new LinkedHashSet<>(books.unmatch(move));
            books.items(move).forEach(item -> store.delete("account.move.line", item.id()));
            Row journal = store.get("account.journal", line.ref("journal_id"));
            items(line, store.get("account.move", move), journal, journal.ref("suspense_account_id"));
            refresh(line);
            touched.remove(move);
            books.refresh(touched);
        }
    }

    /** {@code unlink}: the entry goes with its line, whatever it was matched with. */
    void unlink(Row line) {
        refuseIfLocked(line);
        int move = line.ref("move_id");
        Set<Integer> touched = new LinkedHashSet<>(books.unmatch(move));
        books.items(move).forEach(item -> store.delete("account.move.line", item.id()));
        store.delete("account.move", move);
        store.delete("account.bank.statement.line", line.id());
        touched.remove(move);
        books.refresh(touched);
    }

    /** Odoo locks no period with a bank line that nobody has explained. */
    void refuseToLock(Row company, Map<String, @Nullable Object> values) {
        if (values.get("fiscalyear_lock_date") instanceof String day
                && store.all("account.bank.statement.line").stream()
                        .anyMatch(line -> line.ref("company_id") == company.id()
                                && !line.flag("is_reconciled")
                                && line.text("date").compareTo(day) <= 0)) {
            throw OdooError.redirect("There are still unreconciled bank statement lines in the period you want to"
                    + " lock.You should either reconcile or delete them.");
        }
    }

    private void refuseIfLocked(Row line) {
        books.refuseIfLocked(line.ref("company_id"), line.text("date"));
    }

    /** {@code write}: commands for {@code line_ids} are looked at one by one, and so none may leave the entry unbalanced. */
    void write(Row line, Map<String, @Nullable Object> values, Map<String, Object> raw) {
        refuseIfLocked(line);
        Map<String, @Nullable Object> own = new LinkedHashMap<>(values);
        own.remove("line_ids");
        store.update("account.bank.statement.line", line.id(), own);
        if (raw.get("line_ids") instanceof List<?> commands) {
            Row move = store.get("account.move", line.ref("move_id"));
            commands.forEach(command -> divide(move, List.of(Objects.requireNonNull(command))));
        }
    }

    /** Commands for {@code line_ids} of the entry itself: it has to be balanced after the last, with one item of the bank. */
    void divide(Row move, List<?> commands) {
        Row line = store.get("account.bank.statement.line", move.ref("statement_line_id"));
        refuseIfLocked(line);
        commands.forEach(command -> command(move, (List<?>) Objects.requireNonNull(command)));
        check(line, move);
        refresh(line);
    }

    /** {@code [0, 0, values]} adds an item, {@code [1, id, values]} changes one. */
    private void command(Row move, List<?> command) {
        int kind = Args.decimal(command.getFirst()).intValue();
        int id = Args.decimal(command.get(1)).intValue();
        Map<String, Object> values = Args.values(Objects.requireNonNull(command.get(2)));
        BigDecimal amount = Args.decimal(values.get("amount_currency"));
        int account = Args.decimal(values.get("account_id")).intValue();
        switch (kind) {
            case 0 ->
                books.item(
                        move,
                        account,
                        amount,
                        Args.decimal(values.get("partner_id")).intValue(),
                        Args.decimal(values.get("currency_id")).intValue());
            case 1 -> {
                Row item = store.get("account.move.line", id);
                if (item.flag("reconciled")) {
                    throw OdooError.user("You cannot do this modification on a reconciled journal entry. You can just"
                            + " change some non legal fields or you must unreconcile first.");
                }
                store.delete("account.move.line", id);
                books.item(move, account, amount, item.ref("partner_id"), item.ref("currency_id"));
            }
            default -> throw OdooError.value("Unknown command " + command);
        }
    }

    private void check(Row line, Row move) {
        List<Row> items = books.items(move.id());
        BigDecimal sum = items.stream().map(item -> item.amount("balance")).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (line.ref("foreign_currency_id") == 0 && sum.signum() != 0) {
            throw OdooError.user("The entry is not balanced.");
        }
        int bank = store.get("account.journal", line.ref("journal_id")).ref("default_account_id");
        if (items.stream().filter(item -> item.ref("account_id") == bank).count() != 1) {
            throw OdooError.user("The journal entry " + move.text("name")
                    + " reached an invalid state regarding its related statement line.\nTo be consistent, the journal"
                    + " entry must always have exactly one journal item involving the bank/cash account.");
        }
    }

    /** {@code account.move.line.write} of the account: how the suspense item becomes the outstanding one. */
    void moveItem(Row item, Map<String, @Nullable Object> values) {
        store.update("account.move.line", item.id(), values);
        if (values.get("account_id") instanceof Integer account) {
            Row target = store.get("account.account", account);
            boolean open = target.flag("reconcile");
            store.update(
                    "account.move.line",
                    item.id(),
                    Map.of(
                            "account_type",
                            target.text("account_type"),
                            "amount_residual",
                            open ? item.amount("balance") : BigDecimal.ZERO));
            int line = store.get("account.move", item.ref("move_id")).ref("statement_line_id");
            if (line != 0) {
                refresh(store.get("account.bank.statement.line", line));
            }
        }
    }
}
