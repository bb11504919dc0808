package io.countersign.sandbox.odoo;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Suppliers and their bank accounts, with the rules of the trust flag. */
final class Partners {

    private final Store store;

    Partners(Store store) {
        this.store = store;
    }

    Row create(Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        values.putIfAbsent("active", true);
        values.putIfAbsent("supplier_rank", 0);
        if (values.get("country_id") instanceof Integer country) {
            values.put("country_code", store.get("res.country", country).text("code"));
        }
        Row partner = store.insert("res.partner", values);
        int parent = partner.ref("parent_id");
        return store.quietly(
                "res.partner", partner.id(), Map.of("commercial_partner_id", parent == 0 ? partner.id() : parent));
    }

    /** Asking for trust without the group is forced to false without a word. A wrong IBAN becomes a plain number. */
    Row createBank(Map<String, @Nullable Object> given, Session session) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        if (!(given.get("partner_id") instanceof Integer partner)) {
            throw OdooError.validation(
                    "The operation cannot be completed: Missing required value for the field 'Account"
                            + " Holder' (partner_id).\nModel: 'Bank Accounts' (res.partner.bank)\n- create/update: a mandatory field"
                            + " is not set\n- delete: another model requires the record being deleted, you can archive it instead\n");
        }
        String number = sanitized(String.valueOf(given.get("acc_number")));
        boolean taken = store.all("res.partner.bank").stream()
                .anyMatch(bank -> bank.ref("partner_id") == partner
                        && bank.text("sanitized_acc_number").equals(number));
        if (taken) {
            throw OdooError.validation(
                    "The operation cannot be completed: The combination Account Number/Partner must be unique.");
        }
        values.put("sanitized_acc_number", number);
        values.put("acc_type", iban(number) ? "iban" : "bank");
        values.putIfAbsent("active", true);
        values.put(
                "allow_out_payment",
                Boolean.TRUE.equals(given.get("allow_out_payment")) && session.in("validate_bank"));
        return store.insert("res.partner.bank", values);
    }

    void writeBank(Row bank, Map<String, @Nullable Object> given, Session session) {
        if (given.containsKey("allow_out_payment") && !session.in("validate_bank")) {
            throw OdooError.user("You do not have the rights to trust or un-trust accounts.");
        }
        boolean moves = given.containsKey("acc_number") || given.containsKey("partner_id");
        if (bank.flag("allow_out_payment") && moves) {
            throw OdooError.user(
                    "You cannot modify the account number or partner of an account that has been trusted.");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        if (given.get("acc_number") instanceof String number) {
            values.put("sanitized_acc_number", sanitized(number));
            values.put("acc_type", iban(sanitized(number)) ? "iban" : "bank");
        }
        store.update("res.partner.bank", bank.id(), values);
    }

    static String sanitized(String number) {
        return number.replaceAll("\\W", "").toUpperCase(Locale.ROOT);
    }

    private static boolean iban(String number) {
        if (!number.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        for (char c : (number.substring(4) + number.substring(0, 4)).toCharArray()) {
            digits.append(Character.digit(c, 36));
        }
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }
}
