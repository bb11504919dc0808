package io.countersign.connectors.odoo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An Odoo over its API, as its accountant works in it: simulated or real, 18 or 19. */
final class OdooSite {

    private static final int FIRST_WITH_JSON2 = 19;

    final Conversation odoo;
    final int supplier;
    final int account;

    /** @param key of somebody who may do all that an accountant does, also trust an account */
    OdooSite(URI url, String db, String key, @Nullable String user) {
        odoo = new Conversation(wire(OdooSettings.of(url, db, key, user)));
        supplier =
                odoo.create("res.partner", Map.of("name", "Lindqvist Glas AB", "is_company", true, "supplier_rank", 1));
        account = account("SE45 5000 0000 0583 9825 7466", true);
    }

    private static Odoo wire(OdooSettings settings) {
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        HttpClient http = HttpClient.newHttpClient();
        var version = send(http, java.net.http.HttpRequest.newBuilder(OdooClient.at(settings.url(), "/json/version")));
        int major = version.statusCode() == 200
                ? json.readTree(version.body()).path("version_info").path(0).asInt()
                : 0;
        Dialect dialect = major >= FIRST_WITH_JSON2
                ? new Dialect.Json2(settings, json)
                : new Dialect.JsonRpc(settings, json, uid(http, settings, json));
        return call -> dialect.outcome(send(http, dialect.request(call)));
    }

    private static int uid(HttpClient http, OdooSettings settings, JsonMapper json) {
        List<Object> args =
                List.of(settings.db(), String.valueOf(settings.user()), settings.key(), Map.<String, Object>of());
        var answer = send(http, Dialect.JsonRpc.envelope(settings, json, "common", "authenticate", args));
        return json.readTree(answer.body()).path("result").asInt();
    }

    private static HttpResponse<byte[]> send(HttpClient http, java.net.http.HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int account(String number, boolean trusted) {
        return odoo.create(
                "res.partner.bank", Map.of("partner_id", supplier, "acc_number", number, "allow_out_payment", trusted));
    }

    /** The number of the company's own bank account, the first one with a bank journal. */
    String ownAccount() {
        return odoo
                .rows(Call.search("account.journal", List.of(List.of("type", "=", "bank")), List.of("bank_acc_number")))
                .stream()
                .map(journal -> Suppliers.plain(journal.text("bank_acc_number", "")))
                .filter(number -> !number.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This Odoo has no bank journal with an account number"));
    }

    /** A bank journal in a currency, made if there is none. */
    int journalIn(String currency) {
        int id = odoo.rows(Call.search("res.currency", List.of(List.of("name", "=", currency)), List.of("name")))
                .getFirst()
                .id();
        List<?> domain = List.of(List.of("type", "=", "bank"), List.of("currency_id", "=", id));
        return odoo.rows(Call.search("account.journal", domain, List.of("name"))).stream()
                .findFirst()
                .map(Rec::id)
                .orElseGet(() -> odoo.create(
                        "account.journal",
                        Map.of("name", "Bank " + currency, "type", "bank", "code", currency, "currency_id", id)));
    }

    int bill(String amount, LocalDate today) {
        return bill("in_invoice", amount, today);
    }

    /** Makes and posts a bill of one line without tax. */
    int bill(String type, String amount, LocalDate today) {
        Map<String, Object> line = Map.of(
                "name",
                "Goods",
                "quantity",
                1,
                "price_unit",
                new java.math.BigDecimal(amount),
                "tax_ids",
                List.of(List.of(6, 0, List.of())));
        int bill = odoo.create(
                "account.move",
                Map.of(
                        "move_type",
                        type,
                        "partner_id",
                        supplier,
                        "ref",
                        "REF-" + UUID.randomUUID(),
                        "invoice_date",
                        today.minusDays(3).toString(),
                        "invoice_date_due",
                        today.plusDays(2).toString(),
                        "invoice_line_ids",
                        List.of(List.of(0, 0, line))));
        odoo.ask(Call.on("account.move", "action_post", List.of(bill)));
        return bill;
    }

    /** What is left to pay of a bill and how Odoo calls that. A payment that is not matched yet counts as paid. */
    String billState(int bill) {
        Rec row = odoo.rows(Call.read("account.move", List.of(bill), List.of("payment_state", "amount_residual")))
                .getFirst();
        return row.text("payment_state", "").replace("in_payment", "paid") + " "
                + row.amount("amount_residual", 2).toPlainString();
    }

    /** The payments with a reference, oldest first. */
    List<Rec> payments(String reference) {
        List<String> fields =
                List.of("state", "amount", "currency_id", "date", "move_id", "is_matched", "is_reconciled");
        return odoo.rows(Call.search("account.payment", List.of(List.of("memo", "=", reference)), fields)
                .with("order", "id"));
    }

    List<Rec> bookings(String reference) {
        return odoo.rows(Call.search(
                        "account.bank.statement.line",
                        List.of(List.of("payment_ref", "like", reference)),
                        List.of("amount", "is_reconciled", "amount_residual", "move_id", "payment_ref", "date"))
                .with("order", "id"));
    }

    /** The items of a booking beside the bank's own, such as {@code asset_current 100.10}. */
    List<String> shares(Rec booking) {
        List<?> domain =
                List.of(List.of("move_id", "=", booking.ref("move_id")), List.of("account_type", "!=", "asset_cash"));
        return odoo
                .rows(Call.search("account.move.line", domain, List.of("account_type", "amount_currency"))
                        .with("order", "id"))
                .stream()
                .map(item -> item.text("account_type", "") + " "
                        + item.amount("amount_currency", 2).toPlainString())
                .toList();
    }

    /** The items of a booking beside the bank's own that nothing is matched with yet, though something has to be. */
    List<Integer> open(Rec booking) {
        List<?> domain = List.of(
                List.of("move_id", "=", booking.ref("move_id")),
                List.of("account_type", "=", "asset_current"),
                List.of("reconciled", "=", false));
        return odoo.rows(Call.search("account.move.line", domain, List.of("move_id"))).stream()
                .map(Rec::id)
                .toList();
    }

    /** The code of an account for expenses. */
    String expenseAccount() {
        return odoo.rows(Call.search(
                                "account.account", List.of(List.of("account_type", "=", "expense")), List.of("code"))
                        .with("order", "id"))
                .getFirst()
                .text("code", "");
    }

    List<String> notes(int bill) {
        List<?> domain = List.of(List.of("model", "=", "account.move"), List.of("res_id", "=", bill));
        return odoo.rows(Call.search("mail.message", domain, List.of("body")).with("order", "id")).stream()
                .map(row -> row.text("body", ""))
                .toList();
    }

    /** Nothing may be booked on or before a day; null takes the lock away. Odoo locks no bank line that is left open. */
    void lock(@Nullable LocalDate day) {
        if (day != null) {
            takeOutOpenBookings(day);
        }
        int company = odoo.rows(
                        Call.search("account.journal", List.of(List.of("type", "=", "bank")), List.of("company_id")))
                .getFirst()
                .ref("company_id");
        odoo.ask(new Call(
                "res.company",
                "write",
                List.of(company),
                Map.of("vals", Map.of("fiscalyear_lock_date", day == null ? false : day.toString())),
                Map.of()));
    }

    private void takeOutOpenBookings(LocalDate until) {
        List<?> domain = List.of(List.of("is_reconciled", "=", false), List.of("date", "<=", until.toString()));
        List<Integer> open = odoo.rows(Call.search("account.bank.statement.line", domain, List.of("move_id"))).stream()
                .map(Rec::id)
                .toList();
        odoo.ask(Call.on("account.bank.statement.line", "action_undo_reconciliation", open));
        odoo.ask(Call.on("account.bank.statement.line", "unlink", open));
    }
}
