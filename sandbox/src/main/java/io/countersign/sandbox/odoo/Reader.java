package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows rows as RPC does: relations as id and name, times in whole seconds, every empty value as false. */
final class Reader {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Schema schema;
    private final Store store;
    private final OdooVersion version;

    Reader(Schema schema, Store store, OdooVersion version) {
        this.schema = schema;
        this.store = store;
        this.version = version;
    }

    /** Adds the fields that Odoo computes when they are read. */
    Row computed(Row row) {
        return switch (row.model()) {
            case "account.move" -> row.text("move_type").startsWith("in_") ? bill(row) : row;
            case "res.partner.bank" -> bank(row);
            case "res.partner" -> row.with(Map.of("bank_ids", ids("res.partner.bank", "partner_id", row.id())));
            case "account.journal" ->
                row.with(Map.of(
                        "outbound_payment_method_line_ids",
                        ids("account.payment.method.line", "journal_id", row.id())));
            default -> row;
        };
    }

    private List<Integer> ids(String model, String field, int id) {
        return store.all(model).stream()
                .filter(row -> row.ref(field) == id)
                .map(Row::id)
                .toList();
    }

    private Row bill(Row bill) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("duplicated_ref_ids", duplicates(bill));
        more.put("line_ids", ids("account.move.line", "move_id", bill.id()));
        String state = bill.text("payment_state");
        boolean nineteen = version == OdooVersion.V19;
        more.put("status_in_payment", nineteen && state.equals("not_paid") ? bill.text("state") : state);
        return bill.with(more);
    }

    private List<Integer> duplicates(Row bill) {
        if (bill.text("ref").isEmpty() || bill.text("state").equals("cancel")) {
            return List.of();
        }
        return store.all("account.move").stream()
                .filter(other -> other.id() != bill.id()
                        && isRepeat(bill, other)
                        && other.text("move_type").equals(bill.text("move_type"))
                        && other.ref("commercial_partner_id") == bill.ref("commercial_partner_id")
                        && other.ref("company_id") == bill.ref("company_id")
                        && !other.text("state").equals("cancel"))
                .map(Row::id)
                .toList();
    }

    /** The same reference; 19 also suspects the same amount on the same day, whatever the references. */
    private boolean isRepeat(Row bill, Row other) {
        boolean sameDay = other.text("invoice_date").equals(bill.text("invoice_date"));
        boolean sameAmount = other.amount("amount_total").compareTo(bill.amount("amount_total")) == 0;
        return other.text("ref").equals(bill.text("ref")) || (version == OdooVersion.V19 && sameDay && sameAmount);
    }

    private Row bank(Row bank) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        Row atBank = store.find("res.bank", bank.ref("bank_id"));
        more.put("bank_bic", atBank == null || atBank.text("bic").isEmpty() ? null : atBank.text("bic"));
        more.put("lock_trust_fields", bank.flag("allow_out_payment"));
        return bank.with(more);
    }

    Object shown(Schema.Model model, Row row, String name, Session session) {
        Schema.Field field = Objects.requireNonNull(model.fields().get(name));
        if (name.equals("display_name")) {
            return displayName(row);
        }
        if (name.equals("user_has_group_validate_bank_account")) {
            return session.in("validate_bank");
        }
        Object value = row.get(name);
        return switch (field.type()) {
            case BOOL -> Boolean.TRUE.equals(value);
            case INT -> value == null ? 0 : value;
            case FLOAT -> number(value);
            case X2MANY -> value == null ? List.of() : value;
            case DATETIME -> value instanceof Instant at ? SECONDS.format(at) : false;
            case MANY2ONE -> value instanceof Integer id ? related(Objects.requireNonNull(field.target()), id) : false;
            case CHAR, DATE -> value == null ? false : value;
        };
    }

    private static BigDecimal number(@Nullable Object value) {
        BigDecimal amount = value instanceof BigDecimal known ? known.stripTrailingZeros() : BigDecimal.ZERO;
        return amount.scale() < 1 ? amount.setScale(1) : amount;
    }

    private List<Object> related(String model, int id) {
        Row row = schema.find(model) == null ? null : store.find(model, id);
        return List.of(id, row == null ? model + "," + id : displayName(row));
    }

    String displayName(Row row) {
        String name = row.text("name");
        return switch (row.model()) {
            case "account.move" -> {
                String ref = row.text("ref").isEmpty() ? "" : " (" + row.text("ref") + ")";
                yield row.text("state").equals("draft") ? "Draft Entry " + name + ref : name + ref;
            }
            case "res.partner.bank" -> {
                Row bank = store.find("res.bank", row.ref("bank_id"));
                yield row.text("acc_number") + (bank == null ? "" : " - " + bank.text("name"));
            }
            case "account.account" -> version == OdooVersion.V18 ? row.text("code") + " " + name : name;
            case "account.payment.method.line" -> {
                Row journal = store.find("account.journal", row.ref("journal_id"));
                yield name + (journal == null ? "" : " (" + journal.text("name") + ")");
            }
            default -> name.isEmpty() ? row.model() + "," + row.id() : name;
        };
    }
}
