package io.countersign.sandbox.odoo;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A company in a simulated Odoo, with the accounts and journals that the accounting needs.
 *
 * @param id the company
 * @param bankJournal the journal of its first bank account
 */
public record Company(OdooSimulator odoo, int id, int bankJournal) {

    private static final List<List<Object>> ACCOUNTS = List.of(
            List.of("440000", "Suppliers", "liability_payable", true),
            List.of("550001", "Bank", "asset_cash", false),
            List.of("550003", "Outstanding Payments", "asset_current", true),
            List.of("499000", "Suspense Accounts", "asset_suspense", false),
            List.of("600000", "Purchases", "expense", false),
            List.of("654000", "Exchange Losses", "expense", false),
            List.of("657000", "Bank Charges", "expense", false),
            List.of("658000", "Rounding Differences", "expense", false),
            List.of("754000", "Exchange Gains", "income_other", false));

    private static final Map<String, String> SEATS = Map.of(
            "DE", "Berlin", "FR", "Paris", "NL", "Utrecht", "GB", "London", "US", "Boston", "CH", "Bern", "AT", "Wien",
            "IT", "Parma");

    /** A bank account of the company. */
    public record Account(String number, String bic, String bankName) {}

    /** Makes a company with its first bank account. */
    public static Company create(OdooSimulator odoo, String name, String country, String currency, Account account) {
        int countryId = country(odoo, country);
        int partner = make(odoo, "res.partner", Map.of("name", name, "is_company", true, "country_id", countryId));
        int id = make(
                odoo,
                "res.company",
                Map.of(
                        "name",
                        name,
                        "country_id",
                        countryId,
                        "country_code",
                        country,
                        "partner_id",
                        partner,
                        "currency_id",
                        currency(odoo, currency),
                        "street",
                        "1 Main Street",
                        "zip",
                        "10115",
                        "city",
                        SEATS.getOrDefault(country, "Newtown")));
        for (List<Object> fields : ACCOUNTS) {
            make(
                    odoo,
                    "account.account",
                    Map.of(
                            "code",
                            fields.get(0),
                            "name",
                            fields.get(1),
                            "account_type",
                            fields.get(2),
                            "reconcile",
                            fields.get(3),
                            "company_ids",
                            List.of(List.of(6, 0, List.of(id)))));
        }
        make(
                odoo,
                "account.journal",
                Map.of("name", "Vendor Bills", "code", "BILL", "type", "purchase", "company_id", id, "active", true));
        Company bare = new Company(odoo, id, 0);
        odoo.call(
                OdooSimulator.ADMIN,
                "res.company",
                "write",
                List.of(id),
                Map.of(
                        "vals",
                        Map.of(
                                "expense_currency_exchange_account_id",
                                bare.accountOf("654000"),
                                "income_currency_exchange_account_id",
                                bare.accountOf("754000"))));
        return new Company(odoo, id, bare.addAccount(account, null, account.bankName() + ", " + currency));
    }

    /** Adds a bank account with its journal; answers the journal. */
    public int addAccount(Account account, String currency) {
        return addAccount(account, currency, account.bankName() + ", " + currency);
    }

    private int addAccount(Account account, @Nullable String currency, String name) {
        int partner = Objects.requireNonNull(((Number) Objects.requireNonNull(((List<?>)
                                Objects.requireNonNull(first("res.company", id).get("partner_id")))
                        .getFirst())))
                .intValue();
        int bank = bank(odoo, account.bankName(), account.bic());
        int bankAccount = make(
                odoo,
                "res.partner.bank",
                Map.of("partner_id", partner, "acc_number", account.number(), "bank_id", bank, "company_id", id));
        long others = ((List<?>) Objects.requireNonNull(odoo.call(
                        OdooSimulator.ADMIN,
                        "account.journal",
                        "search",
                        List.of(),
                        Map.of("domain", List.of(List.of("company_id", "=", id), List.of("type", "=", "bank"))))))
                .size();
        Map<String, Object> journal = new LinkedHashMap<>();
        journal.put("name", name);
        journal.put("code", "BNK" + (others + 1));
        journal.put("type", "bank");
        journal.put("company_id", id);
        journal.put("active", true);
        journal.put("bank_account_id", bankAccount);
        journal.put("bank_acc_number", account.number());
        journal.put("default_account_id", account("asset_cash"));
        journal.put("suspense_account_id", account("asset_suspense"));
        if (currency != null) {
            journal.put("currency_id", currency(odoo, currency));
        }
        int made = make(odoo, "account.journal", journal);
        make(
                odoo,
                "account.payment.method.line",
                Map.of(
                        "name",
                        "Manual Payment",
                        "code",
                        "manual",
                        "journal_id",
                        made,
                        "payment_type",
                        "outbound",
                        "company_id",
                        id));
        return made;
    }

    private int account(String type) {
        return one(
                odoo,
                "account.account",
                List.of(List.of("company_ids", "in", List.of(id)), List.of("account_type", "=", type)));
    }

    /** An account by its code. */
    public int accountOf(String code) {
        return one(
                odoo,
                "account.account",
                List.of(List.of("company_ids", "in", List.of(id)), List.of("code", "=", code)));
    }

    private Map<String, Object> first(String model, int wanted) {
        return Args.values(((List<?>) Objects.requireNonNull(
                        odoo.call(OdooSimulator.ADMIN, model, "read", List.of(wanted), Map.of())))
                .getFirst());
    }

    static int country(OdooSimulator odoo, String code) {
        int known = one(odoo, "res.country", List.of(List.of("code", "=", code)));
        String name = java.util.Locale.of("", code).getDisplayCountry(java.util.Locale.ENGLISH);
        return known != 0 ? known : make(odoo, "res.country", Map.of("code", code, "name", name));
    }

    static int currency(OdooSimulator odoo, String code) {
        return one(odoo, "res.currency", List.of(List.of("name", "=", code)));
    }

    static int bank(OdooSimulator odoo, String name, String bic) {
        int known = one(odoo, "res.bank", List.of(List.of("bic", "=", bic)));
        return known != 0 ? known : make(odoo, "res.bank", Map.of("name", name, "bic", bic));
    }

    /** Makes a record as the administrator; answers its id. */
    static int make(OdooSimulator odoo, String model, Map<String, Object> values) {
        Object ids = odoo.call(OdooSimulator.ADMIN, model, "create", List.of(), Map.of("vals_list", List.of(values)));
        return ((Number) ((List<?>) Objects.requireNonNull(ids)).getFirst()).intValue();
    }

    /** The first record of a search, or 0. */
    static int one(OdooSimulator odoo, String model, List<?> domain) {
        List<?> ids = (List<?>) Objects.requireNonNull(
                odoo.call(OdooSimulator.ADMIN, model, "search", List.of(), Map.of("domain", domain)));
        return ids.isEmpty() ? 0 : ((Number) ids.getFirst()).intValue();
    }

    /** Makes a supplier; answers the partner. */
    public int supplier(String name, String country) {
        return supplier(name, country, "");
    }

    /** Makes a supplier with its seat; answers the partner. */
    public int supplier(String name, String country, String city) {
        return make(
                odoo,
                "res.partner",
                Map.of(
                        "name",
                        name,
                        "is_company",
                        true,
                        "country_id",
                        country(odoo, country),
                        "city",
                        city,
                        "email",
                        email(name),
                        "supplier_rank",
                        1));
    }

    /** {@code accounts@lindqvist-glas-ab.example}. */
    private static String email(String name) {
        String plain = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-");
        return "accounts@" + plain + ".example";
    }

    /** Gives a supplier a bank account as one of the people; answers it. Trust is set by the administrator. */
    public int bankAccount(int supplier, Account account, boolean trusted, String editor) {
        Object ids = odoo.call(
                editor,
                "res.partner.bank",
                "create",
                List.of(),
                Map.of(
                        "vals_list",
                        List.of(Map.of(
                                "partner_id",
                                supplier,
                                "acc_number",
                                account.number(),
                                "bank_id",
                                bank(odoo, account.bankName(), account.bic()),
                                "allow_out_payment",
                                trusted))));
        return ((Number) ((List<?>) Objects.requireNonNull(ids)).getFirst()).intValue();
    }

    /** What a bill says. {@code type} is {@code in_invoice} or {@code in_refund}. */
    public record Bill(
            String type, int supplier, String reference, String date, String due, String amount, String currency) {}

    /** Makes and posts a bill; answers it. */
    public int bill(Bill bill) {
        Map<String, Object> line =
                Map.of("name", "Goods", "quantity", 1, "price_unit", new java.math.BigDecimal(bill.amount()));
        int made = make(
                odoo,
                "account.move",
                Map.of(
                        "move_type",
                        bill.type(),
                        "partner_id",
                        bill.supplier(),
                        "ref",
                        bill.reference(),
                        "invoice_date",
                        bill.date(),
                        "invoice_date_due",
                        bill.due(),
                        "company_id",
                        id,
                        "currency_id",
                        currency(odoo, bill.currency()),
                        "invoice_line_ids",
                        List.of(List.of(0, 0, line))));
        odoo.call(OdooSimulator.ADMIN, "account.move", "action_post", List.of(made), Map.of());
        return made;
    }
}
