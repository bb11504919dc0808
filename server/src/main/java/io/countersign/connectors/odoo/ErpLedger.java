package io.countersign.connectors.odoo;

import io.countersign.model.Figures;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What we do in Odoo's books. Odoo has neither idempotency nor locking: whoever calls this is the only one at work on the
 * bills, has looked for the payment before, and may be sure that no earlier request still runs.
 */
final class ErpLedger {

    private static final String PAYMENT = "account.payment";
    private static final String MOVE = "account.move";
    private static final String ITEM = "account.move.line";

    private static final List<String> PAYMENT_FIELDS = List.of(
            "memo",
            "state",
            "amount",
            "currency_id",
            "move_id",
            "outstanding_account_id",
            "is_reconciled",
            "is_matched",
            "partner_id",
            "date");

    private final Conversation odoo;

    ErpLedger(Conversation odoo) {
        this.odoo = odoo;
    }

    /** The same, but writing nothing any more as soon as it is not allowed. */
    ErpLedger writingWhile(BooleanSupplier allowed) {
        return new ErpLedger(odoo.writingWhile(allowed));
    }

    /** Our payments in Odoo by our reference, cancelled ones included, oldest first. */
    Map<String, List<Rec>> look(List<String> references) {
        Map<String, List<Rec>> found = new HashMap<>();
        List<?> domain = List.of(List.of("memo", "in", references));
        for (Rec row : odoo.rows(Call.search(PAYMENT, domain, PAYMENT_FIELDS).with("order", "id asc"))) {
            found.computeIfAbsent(row.text("memo", ""), memo -> new ArrayList<>())
                    .add(row);
        }
        return found;
    }

    static boolean active(Rec payment) {
        return !"canceled".equals(payment.text("state"));
    }

    /** Registers the payment on its bills, credit notes matched first; answers it as Odoo then shows it. */
    Registered register(ErpPayment payment) {
        List<Rec> bills = odoo.rows(
                Call.read(MOVE, payment.billIds(), List.of("state", "amount_residual", "move_type", "currency_id")));
        Optional<String> obstacle = obstacle(payment, bills);
        if (obstacle.isPresent()) {
            return new Registered.Impossible(obstacle.get());
        }
        net(bills);
        List<Integer> ids = payment.bills().stream()
                .filter(bill -> !bill.creditNote())
                .map(ErpPayment.Bill::id)
                .toList();
        Map<String, Object> context = Map.of("active_model", MOVE, "active_ids", ids);
        int wizard = odoo.ask(Call.create("account.payment.register", wizard(payment, bills))
                        .with("context", context))
                .path(0)
                .asInt();
        odoo.ask(Call.on("account.payment.register", "action_create_payments", List.of(wizard))
                .with("context", context));
        return verified(payment);
    }

    /** How a registration ended. */
    sealed interface Registered {
        record As(Rec payment) implements Registered {}

        /** A person has to look, because Odoo's books say otherwise than ours. */
        record Impossible(String why) implements Registered {}
    }

    private static Optional<String> obstacle(ErpPayment payment, List<Rec> bills) {
        if (payment.journal() == null) {
            return Optional.of("Our account has no bank journal in Odoo.");
        }
        if (bills.size() < payment.bills().size()) {
            return Optional.of("A bill that this payment pays is no longer in Odoo.");
        }
        if (bills.stream().anyMatch(bill -> !"posted".equals(bill.text("state")))) {
            return Optional.of("A bill that this payment pays is not posted any more.");
        }
        if (owed(bills).compareTo(payment.amount()) < 0) {
            return Optional.of("Odoo says that %s is left to pay, and the payment is of %s."
                    .formatted(
                            Figures.money(owed(bills), payment.currency()),
                            Figures.money(payment.amount(), payment.currency())));
        }
        return Optional.empty();
    }

    private static BigDecimal owed(List<Rec> bills) {
        return bills.stream()
                .map(bill -> "in_refund".equals(bill.text("move_type"))
                        ? bill.decimal("amount_residual").negate()
                        : bill.decimal("amount_residual"))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Matches credit notes with the bills they reduce. Lines already matched are left alone, so it may be repeated. */
    private void net(List<Rec> bills) {
        boolean open = bills.stream()
                .anyMatch(bill -> "in_refund".equals(bill.text("move_type"))
                        && bill.decimal("amount_residual").signum() != 0);
        if (!open) {
            return;
        }
        List<?> domain = List.of(
                List.of("move_id", "in", bills.stream().map(Rec::id).toList()),
                List.of("account_type", "=", "liability_payable"),
                List.of("reconciled", "=", false));
        List<Integer> lines = odoo.rows(Call.search(ITEM, domain, List.of("move_id"))).stream()
                .map(Rec::id)
                .toList();
        odoo.ask(Call.on(ITEM, "reconcile", lines));
    }

    /** Without a currency, Odoo pays in that of the account and converts by its own rates. */
    private static Map<String, Object> wizard(ErpPayment payment, List<Rec> bills) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("journal_id", Objects.requireNonNull(payment.journal()));
        values.put("currency_id", bills.getFirst().ref("currency_id"));
        values.put("payment_date", payment.requestedOn().toString());
        values.put("communication", payment.reference());
        values.put("group_payment", true);
        if (owed(bills).compareTo(payment.amount()) != 0) {
            values.put("amount", payment.amount());
            values.put("payment_difference_handling", "open");
        }
        return values;
    }

    /** Trusts what Odoo then shows, not that it answered. */
    private Registered verified(ErpPayment payment) {
        List<Rec> ours = look(List.of(payment.reference())).getOrDefault(payment.reference(), List.of()).stream()
                .filter(ErpLedger::active)
                .toList();
        return check(payment, ours);
    }

    /** Exactly one payment of ours, of the right amount, applied to its bills and dated as we said. */
    Registered check(ErpPayment payment, List<Rec> active) {
        if (active.size() != 1) {
            return new Registered.Impossible(
                    active.isEmpty()
                            ? "Odoo took the payment and does not show it."
                            : "Odoo shows %d payments with this reference.".formatted(active.size()));
        }
        Rec one = active.getFirst();
        if (one.decimal("amount").compareTo(payment.amount()) != 0
                || !one.refName("currency_id").equals(payment.currency())) {
            return new Registered.Impossible("Odoo shows the payment with %s instead of %s."
                    .formatted(
                            Figures.money(one.decimal("amount"), one.refName("currency_id")),
                            Figures.money(payment.amount(), payment.currency())));
        }
        if (!one.flag("is_reconciled")) {
            return new Registered.Impossible("Odoo shows the payment, but not applied to its bills.");
        }
        return new Registered.As(one);
    }

    /** The day Odoo booked a payment on: another one if the payment's lies in a locked period. */
    Optional<LocalDate> bookedElsewhere(Rec payment) {
        List<Rec> entry = odoo.rows(Call.read(MOVE, List.of(payment.ref("move_id")), List.of("date")));
        return entry.stream()
                .flatMap(move -> move.date("date").stream())
                .filter(day -> !Optional.of(day).equals(payment.date("date")))
                .findFirst();
    }

    /** Takes payments off their bills. Only this opens a bill again; to reject or to redraft does not. */
    void cancel(List<Rec> payments) {
        odoo.ask(
                Call.on(PAYMENT, "action_cancel", payments.stream().map(Rec::id).toList()));
        List<Rec> left =
                odoo.rows(Call.read(PAYMENT, payments.stream().map(Rec::id).toList(), List.of("state"))).stream()
                        .filter(ErpLedger::active)
                        .toList();
        if (!left.isEmpty()) {
            throw new OdooTrouble(
                    Call.on(PAYMENT, "action_cancel", List.of()),
                    new Outcome.Failed("Odoo says the payment is cancelled and shows it as active", false));
        }
    }

    void noteEach(List<Integer> bills, String text) {
        bills.forEach(bill -> note(bill, text, false));
    }

    /** Writes into the chatter of a bill, unless the same text stands there. */
    void note(int bill, String text, boolean mayStandThere) {
        if (mayStandThere) {
            List<?> domain = List.of(
                    List.of("model", "=", MOVE), List.of("res_id", "=", bill), List.of("body", "ilike", escaped(text)));
            if (!odoo.rows(Call.search("mail.message", domain, List.of("res_id")))
                    .isEmpty()) {
                return;
            }
        }
        odoo.ask(Call.on(MOVE, "message_post", List.of(bill))
                .with("body", text)
                .with("message_type", "comment")
                .with("subtype_xmlid", "mail.mt_note"));
    }

    /** As Odoo stores plain text. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
