package io.countersign.connectors.odoo;

import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Vendor bills and credit notes. What Odoo would let us pay although it should not be paid is handed on with the reason:
 * bills it marks as blocked, bills that repeat a supplier's reference, and bills that have left the books.
 */
final class BillImport {

    private static final String MOVE = "account.move";

    private static final List<String> FIELDS = List.of(
            "name",
            "ref",
            "payment_reference",
            "state",
            "payment_state",
            "move_type",
            "commercial_partner_id",
            "partner_bank_id",
            "currency_id",
            "company_id",
            "amount_total",
            "amount_residual",
            "invoice_date",
            "invoice_date_due",
            "duplicated_ref_ids",
            "write_date");

    private static final List<Object> TYPES = List.of("move_type", "in", List.of("in_invoice", "in_refund"));

    private final Conversation odoo;
    private final Incremental incremental;
    private final Cursors cursors;
    private final Suppliers suppliers;
    private final MasterData masterData;
    private final ErpTasks tasks;
    private volatile Map<Integer, Currency> currencies = Map.of();

    BillImport(
            Conversation odoo,
            Incremental incremental,
            Cursors cursors,
            Suppliers suppliers,
            MasterData masterData,
            ErpTasks tasks) {
        this.odoo = odoo;
        this.incremental = incremental;
        this.cursors = cursors;
        this.suppliers = suppliers;
        this.masterData = masterData;
        this.tasks = tasks;
    }

    /** @param digits decimals of its amounts */
    private record Currency(String code, int digits) {}

    /**
     * Hands on what is new. A bill on which we ourselves are at work is left for the next time: what was read of it may be
     * older than what the write-back has told already.
     */
    int read(Cause cause) {
        readCurrencies();
        return incremental.read(MOVE, List.of(TYPES), FIELDS, new Incremental.Taker() {
            @Override
            public Set<Integer> later(List<Integer> ids, Instant askedAt) {
                return tasks.atWork(ids, askedAt);
            }

            @Override
            public void take(List<Rec> rows) {
                handOn(rows, cause);
            }
        });
    }

    private void readCurrencies() {
        currencies = odoo.rows(Call.search("res.currency", List.of(), List.of("name", "decimal_places"))).stream()
                .collect(Collectors.toMap(
                        Rec::id, row -> new Currency(row.text("name", "XXX"), row.number("decimal_places"))));
    }

    /** Bills as they are now, after we changed something on them. */
    List<MasterData.Invoice> readAgain(Collection<Integer> bills) {
        if (currencies.isEmpty()) {
            readCurrencies();
        }
        return invoices(odoo.rows(Call.read(MOVE, List.copyOf(bills), FIELDS)));
    }

    private List<MasterData.Invoice> invoices(List<Rec> rows) {
        Map<Integer, Original> originals = originals(rows);
        Map<Integer, Integer> accounts = accountsOfCreditors(rows);
        return rows.stream()
                .map(row -> invoice(row, originals, account(row, accounts)))
                .toList();
    }

    private static boolean isBill(Rec row) {
        return "in_invoice".equals(row.text("move_type"));
    }

    private static @Nullable String account(Rec row, Map<Integer, Integer> accounts) {
        Integer theirs = accounts.get(row.ref("commercial_partner_id"));
        return isBill(row) ? row.refKey("partner_bank_id") : theirs == null ? null : String.valueOf(theirs);
    }

    /**
     * The account each credit note's supplier is paid to, a trusted one first. The account on the credit note itself is
     * ours: Odoo thinks of the money that would come back.
     */
    private Map<Integer, Integer> accountsOfCreditors(List<Rec> rows) {
        List<Integer> partners = rows.stream()
                .filter(row -> !isBill(row))
                .map(row -> row.ref("commercial_partner_id"))
                .distinct()
                .toList();
        Map<Integer, Integer> accounts = new HashMap<>();
        if (!partners.isEmpty()) {
            List<?> domain = List.of(List.of("partner_id", "in", partners), List.of("active", "=", true));
            odoo.rows(Call.search("res.partner.bank", domain, List.of("partner_id", "allow_out_payment"))
                            .with("order", "allow_out_payment desc, id asc"))
                    .forEach(bank -> accounts.putIfAbsent(bank.ref("partner_id"), bank.id()));
        }
        return accounts;
    }

    private void handOn(List<Rec> rows, Cause cause) {
        Set<Integer> known = cursors.known(MOVE, rows.stream().map(Rec::id).toList());
        List<Rec> relevant = new ArrayList<>(rows.stream()
                .filter(row -> posted(row) || known.contains(row.id()))
                .toList());
        relevant.addAll(formerDuplicates(relevant));
        if (relevant.isEmpty()) {
            return;
        }
        suppliers.ensure(
                relevant.stream().map(row -> row.ref("commercial_partner_id")).toList(), cause);
        masterData.invoices(
                invoices(relevant.stream()
                        .filter(row -> row.ref("commercial_partner_id") != 0)
                        .toList()),
                cause);
        cursors.know(MOVE, relevant.stream().map(Rec::id).toList());
    }

    private static boolean posted(Rec row) {
        return "posted".equals(row.text("state"));
    }

    /** A bill that leaves the books frees those that repeated it, whose own records Odoo does not touch. */
    private List<Rec> formerDuplicates(Collection<Rec> rows) {
        List<String> references = rows.stream()
                .filter(row -> !posted(row))
                .map(row -> row.text("ref"))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (references.isEmpty()) {
            return List.of();
        }
        Set<Integer> here = rows.stream().map(Rec::id).collect(Collectors.toSet());
        List<?> domain = List.of(TYPES, List.of("ref", "in", references), List.of("state", "=", "posted"));
        return odoo.rows(Call.search(MOVE, domain, FIELDS)).stream()
                .filter(row -> !here.contains(row.id()))
                .toList();
    }

    /** What we need to know of a bill that another may repeat. */
    private record Original(String name, String reference) {}

    /** The bills that others repeat, as far as they are in the books. */
    private Map<Integer, Original> originals(Collection<Rec> rows) {
        Map<Integer, Original> originals = new HashMap<>();
        List<Integer> repeated = rows.stream()
                .flatMap(row -> row.refs("duplicated_ref_ids").stream())
                .distinct()
                .toList();
        if (!repeated.isEmpty()) {
            odoo.rows(Call.read(MOVE, repeated, List.of("name", "ref", "state"))).stream()
                    .filter(BillImport::posted)
                    .forEach(row -> originals.put(
                            row.id(), new Original(row.text("name", "bill " + row.id()), row.text("ref", ""))));
        }
        return originals;
    }

    private MasterData.Invoice invoice(Rec row, Map<Integer, Original> originals, @Nullable String account) {
        Currency currency =
                currencies.getOrDefault(row.ref("currency_id"), new Currency(row.refName("currency_id"), 2));
        LocalDate due =
                row.date("invoice_date_due").or(() -> row.date("invoice_date")).orElse(LocalDate.EPOCH);
        return new MasterData.Invoice(
                String.valueOf(row.id()),
                String.valueOf(row.ref("company_id")),
                String.valueOf(row.ref("commercial_partner_id")),
                account,
                isBill(row) ? "BILL" : "CREDIT_NOTE",
                row.text("name", "bill " + row.id()),
                row.text("ref"),
                row.date("invoice_date").orElse(due),
                due,
                currency.code(),
                row.amount("amount_total", currency.digits()),
                row.amount("amount_residual", currency.digits()),
                row.text("payment_reference"),
                blocked(row, originals),
                row.text("payment_state", "not_paid"));
    }

    private static @Nullable String blocked(Rec row, Map<Integer, Original> originals) {
        if (!posted(row)) {
            return "cancel".equals(row.text("state")) ? "Cancelled in Odoo" : "Back in draft in Odoo";
        }
        if ("blocked".equals(row.text("payment_state"))) {
            return "Blocked for payment in Odoo";
        }
        return repeats(row, originals);
    }

    /**
     * Odoo 19 also lists as a duplicate what only has the same amount and day, such as two deliveries of one price; those have
     * references of their own and are payable.
     */
    private static @Nullable String repeats(Rec row, Map<Integer, Original> originals) {
        String reference = row.text("ref", "");
        return row.refs("duplicated_ref_ids").stream()
                .filter(other -> other < row.id())
                .sorted()
                .map(originals::get)
                .filter(original -> original != null && original.reference().equalsIgnoreCase(reference))
                .findFirst()
                .map(original -> "Repeats the supplier's reference of " + original.name())
                .orElse(null);
    }
}
