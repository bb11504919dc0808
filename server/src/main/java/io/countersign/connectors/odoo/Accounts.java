package io.countersign.connectors.odoo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** On which account in Odoo a kind of difference is booked: as configured, otherwise where Odoo itself books it. */
final class Accounts {

    /** What is nobody's here stays where Odoo keeps what nobody has explained. */
    static final String NOT_OURS = "NOT_OURS";

    private static final List<String> EXCHANGE =
            List.of("expense_currency_exchange_account_id", "income_currency_exchange_account_id");

    /** @param label as people know it */
    record Account(int id, String label) {}

    /** A bank journal. {@code bank} is the account of the bank itself, {@code suspense} that of unexplained bookings. */
    record Journal(int id, int company, String companyName, int bank, int suspense) {}

    private final Conversation odoo;
    private final OdooSettings settings;
    private final Map<Integer, Journal> journals = new ConcurrentHashMap<>();
    private final Map<String, Account> known = new ConcurrentHashMap<>();

    Accounts(Conversation odoo, OdooSettings settings) {
        this.odoo = odoo;
        this.settings = settings;
    }

    /** Asks Odoo again: what is known is of use for a batch, and people change accounts. */
    Accounts again() {
        return new Accounts(odoo, settings);
    }

    Journal journal(int id) {
        Journal seen = journals.get(id);
        if (seen != null) {
            return seen;
        }
        List<String> fields = List.of("company_id", "default_account_id", "suspense_account_id");
        Journal read = odoo.rows(Call.read("account.journal", List.of(id), fields)).stream()
                .map(row -> new Journal(
                        id,
                        row.ref("company_id"),
                        row.refName("company_id"),
                        row.ref("default_account_id"),
                        row.ref("suspense_account_id")))
                .findFirst()
                .orElseThrow(() -> new OdooTrouble(
                        Call.read("account.journal", List.of(id), fields),
                        new Outcome.Refused(Outcome.Reason.MISSING, "The bank journal " + id + " is not in Odoo")));
        journals.put(id, read);
        return read;
    }

    /** Empty where no account is configured, or none of the company has the configured code. */
    Optional<Account> of(Journal journal, String kind, BigDecimal amount) {
        String code = settings.account(journal.company(), kind);
        String key = journal.company() + "/" + kind + "/" + amount.signum();
        Account seen = known.get(key);
        if (seen != null) {
            return Optional.of(seen);
        }
        Optional<Account> found = code != null
                ? byCode(journal.company(), code)
                : kind.equals("FX") ? ofExchange(journal.company(), amount) : Optional.empty();
        found.ifPresent(account -> known.put(key, account));
        return found;
    }

    private Optional<Account> byCode(int company, String code) {
        List<?> domain = List.of(List.of("code", "=", code), List.of("company_ids", "in", List.of(company)));
        Call call = Call.search("account.account", domain, List.of("code", "name"))
                .with("context", Map.of("active_test", false, "allowed_company_ids", List.of(company)));
        return odoo.rows(call).stream()
                .map(row -> new Account(row.id(), code + " " + row.text("name", "")))
                .findFirst();
    }

    /** Odoo has an account for losses and one for gains by exchange. */
    private Optional<Account> ofExchange(int company, BigDecimal amount) {
        String field = EXCHANGE.get(amount.signum() < 0 ? 0 : 1);
        return odoo.rows(Call.read("res.company", List.of(company), EXCHANGE)).stream()
                .filter(row -> row.ref(field) != 0)
                .map(row -> new Account(row.ref(field), row.refName(field)))
                .findFirst();
    }
}
