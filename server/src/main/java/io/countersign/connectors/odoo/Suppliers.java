package io.countersign.connectors.odoo;

import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Suppliers and their bank accounts. An edit of an account does not touch the supplier's record, so both are read; and a
 * partner becomes a supplier by its first bill without being written, so a bill's unknown partner is read as well.
 */
final class Suppliers {

    private static final String PARTNER = "res.partner";
    private static final String BANK = "res.partner.bank";

    private static final List<String> PARTNER_FIELDS = List.of(
            "name",
            "email",
            "street",
            "street2",
            "zip",
            "city",
            "country_code",
            "active",
            "commercial_partner_id",
            "write_date");

    private static final List<String> BANK_FIELDS = List.of(
            "acc_number",
            "bank_bic",
            "acc_holder_name",
            "partner_id",
            "currency_id",
            "allow_out_payment",
            "active",
            "write_uid",
            "write_date");

    private final Conversation odoo;
    private final Incremental incremental;
    private final Cursors cursors;
    private final MasterData masterData;
    private final OdooSettings settings;

    Suppliers(
            Conversation odoo, Incremental incremental, Cursors cursors, MasterData masterData, OdooSettings settings) {
        this.odoo = odoo;
        this.incremental = incremental;
        this.cursors = cursors;
        this.masterData = masterData;
        this.settings = settings;
    }

    int read(Cause cause) {
        int parties = incremental.read(
                PARTNER, List.of(List.of("supplier_rank", ">", 0)), PARTNER_FIELDS, rows -> parties(rows, cause));
        return parties + incremental.read(BANK, List.of(), BANK_FIELDS, rows -> accounts(rows, cause));
    }

    /** Makes sure that these partners are known, with their accounts. */
    void ensure(Collection<Integer> partners, Cause cause) {
        Set<Integer> missing = new HashSet<>(partners);
        missing.removeAll(cursors.known(PARTNER, partners));
        missing.remove(0);
        if (missing.isEmpty()) {
            return;
        }
        parties(odoo.rows(Call.read(PARTNER, List.copyOf(missing), PARTNER_FIELDS)), cause);
        accounts(
                odoo.rows(Call.search(BANK, List.of(List.of("partner_id", "in", List.copyOf(missing))), BANK_FIELDS)),
                cause);
    }

    private void parties(List<Rec> rows, Cause cause) {
        Set<Integer> fresh = rows.stream().map(Rec::id).collect(Collectors.toSet());
        fresh.removeAll(cursors.known(PARTNER, fresh));
        masterData.parties(rows.stream().map(this::party).toList(), cause);
        cursors.know(PARTNER, fresh);
        if (!fresh.isEmpty()) {
            // Their accounts may have been read, and left out, before they were suppliers.
            List<?> theirs = List.of(List.of("partner_id", "in", List.copyOf(fresh)));
            accounts(odoo.rows(Call.search(BANK, theirs, BANK_FIELDS)), cause);
        }
    }

    private MasterData.Party party(Rec row) {
        return new MasterData.Party(
                String.valueOf(row.id()),
                "SUPPLIER",
                row.text("name", "(no name)"),
                row.text("country_code"),
                Addresses.of(row),
                "NORMAL",
                row.text("email"),
                row.flag("active"));
    }

    /** Accounts of people who are no suppliers (our own, employees') stay out; so do contacts' of a supplier's company. */
    private void accounts(List<Rec> rows, Cause cause) {
        Set<Integer> suppliers = cursors.known(
                PARTNER, rows.stream().map(row -> row.ref("partner_id")).toList());
        List<Rec> ours = rows.stream()
                .filter(row -> suppliers.contains(row.ref("partner_id")))
                .toList();
        if (ours.isEmpty()) {
            return;
        }
        Map<Integer, String> editors = editors(ours);
        masterData.partyAccounts(
                ours.stream()
                        .map(row -> account(row, editors.get(row.ref("write_uid"))))
                        .toList(),
                cause);
        cursors.know(BANK, ours.stream().map(Rec::id).toList());
    }

    private static MasterData.PartyAccount account(Rec row, @Nullable String editor) {
        return new MasterData.PartyAccount(
                String.valueOf(row.id()),
                String.valueOf(row.ref("partner_id")),
                plain(row.text("acc_number", "")),
                row.text("bank_bic"),
                row.ref("currency_id") == 0 ? null : row.refName("currency_id"),
                row.text("acc_holder_name"),
                row.flag("allow_out_payment"),
                editor,
                row.flag("active"));
    }

    /** Who last edited, as an identity: by configuration, else the login, else what Odoo shows. */
    private Map<Integer, String> editors(List<Rec> rows) {
        Set<Integer> users = rows.stream().map(row -> row.ref("write_uid")).collect(Collectors.toSet());
        users.remove(0);
        Map<Integer, String> editors = new HashMap<>();
        rows.forEach(row -> editors.putIfAbsent(row.ref("write_uid"), row.refName("write_uid")));
        try {
            for (Rec user : odoo.rows(Call.read("res.users", List.copyOf(users), List.of("login")))) {
                String login = user.text("login", editors.getOrDefault(user.id(), ""));
                editors.put(user.id(), settings.identities().getOrDefault(login, login));
            }
        } catch (OdooTrouble mayNotReadUsers) {
            if (mayNotReadUsers.outcome() instanceof Outcome.Failed) {
                throw mayNotReadUsers;
            }
        }
        editors.remove(0);
        return editors;
    }

    static String plain(String number) {
        return number.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }
}
