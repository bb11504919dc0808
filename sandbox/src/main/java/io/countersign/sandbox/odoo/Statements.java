package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        values.put("state", "posted");
        values.put("checked", true);
        values.put("sequence", 1);
        Row line = store.insert("account.bank.statement.line", values);
        Row move = entry(line, journal, currency);
        BigDecimal amount = line.amount("amount");
        books.item(move, journal.ref("default_account_id"), amount, line.ref("partner_id"));
        books.item(move, account, amount.negate(), line.ref("partner_id"));
        boolean suspense = account == journal.ref("suspense_account_id");
        return store.update(
                "account.bank.statement.line",
                line.id(),
                Map.of(
                        "move_id",
                        move.id(),
                        "is_reconciled",
                        !suspense,
                        "amount_residual",
                        suspense ? amount.negate() : BigDecimal.ZERO,
                        "running_balance",
                        balance(journal.id()),
                        "internal_index",
                        line.text("date").replace("-", "") + "2147483646%010d".formatted(line.id())));
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
            int move = line.ref("move_id");
            Set<Integer> touched = new LinkedHashSet<>(books.unmatch(move));
            books.items(move).forEach(item -> store.delete("account.move.line", item.id()));
            Row journal = store.get("account.journal", line.ref("journal_id"));
            Row entry = store.get("account.move", move);
            books.item(entry, journal.ref("default_account_id"), line.amount("amount"), line.ref("partner_id"));
            books.item(
                    entry,
                    journal.ref("suspense_account_id"),
                    line.amount("amount").negate(),
                    line.ref("partner_id"));
            store.update(
                    "account.bank.statement.line",
                    id,
                    Map.of(
                            "is_reconciled",
                            false,
                            "amount_residual",
                            line.amount("amount").negate()));
            touched.remove(move);
            books.refresh(touched);
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
                store.update(
                        "account.bank.statement.line",
                        line,
                        Map.of("is_reconciled", true, "amount_residual", BigDecimal.ZERO));
            }
        }
    }
}
