package io.countersign.connectors.odoo;

import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Brings one payment in Odoo to where it is here. Repeating it changes nothing. */
final class Follow {

    private final ErpTasks tasks;
    private final ErpLedger ledger;
    private final BillImport bills;
    private final MasterData masterData;

    Follow(ErpTasks tasks, ErpLedger ledger, BillImport bills, MasterData masterData) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.bills = bills;
        this.masterData = masterData;
    }

    /** The same, but writing nothing any more as soon as it is not allowed. */
    Follow writingWhile(BooleanSupplier allowed) {
        return new Follow(tasks, ledger.writingWhile(allowed), bills, masterData);
    }

    /**
     * @param ours what Odoo shows under our reference, cancelled payments included
     * @param bookedElsewhere told the day, where Odoo booked the payment on another one than ours
     * @return why a person has to look, if one has
     */
    Optional<String> bring(
            ErpTasks.Task task, ErpPayment payment, List<Rec> ours, Cause cause, Consumer<LocalDate> bookedElsewhere) {
        Optional<String> impossible = switch (payment.wanted()) {
            case NOTHING -> Optional.empty();
            case REGISTERED -> register(task, payment, ours, cause, bookedElsewhere);
            case MATCHED -> register(task, payment, ours, cause, bookedElsewhere);
            case GONE -> remove(payment, ours, cause);
        };
        if (impossible.isEmpty()) {
            notes(task, payment);
        }
        return impossible;
    }

    private Optional<String> register(
            ErpTasks.Task task, ErpPayment payment, List<Rec> ours, Cause cause, Consumer<LocalDate> bookedElsewhere) {
        List<Rec> active = ours.stream().filter(ErpLedger::active).toList();
        if (active.isEmpty() && task.odooId() != null) {
            return Optional.of("Somebody cancelled this payment in Odoo, although the bank has it.");
        }
        boolean fresh = active.isEmpty();
        ErpLedger.Registered registered = fresh ? ledger.register(payment) : ledger.check(payment, active);
        return switch (registered) {
            case ErpLedger.Registered.Impossible impossible -> Optional.of(impossible.why());
            case ErpLedger.Registered.As as -> {
                if (task.odooId() == null) {
                    masterData.registered(
                            payment.id(), payment.requestedOn(), bills.readAgain(payment.billIds()), cause);
                    tasks.saw(task, as.payment().id());
                    ledger.bookedElsewhere(as.payment()).ifPresent(bookedElsewhere);
                }
                if (payment.wanted() == ErpPayment.Wanted.MATCHED
                        && !as.payment().flag("is_matched")) {
                    ledger.match(payment, as.payment(), bookedOn(payment));
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> remove(ErpPayment payment, List<Rec> ours, Cause cause) {
        List<Rec> active = ours.stream().filter(ErpLedger::active).toList();
        if (!active.isEmpty()) {
            ledger.cancel(active);
        }
        if (payment.state().equals("REVERSED") && !ours.isEmpty()) {
            ledger.giveBack(payment, ours.getLast(), bookedOn(payment));
        }
        masterData.invoices(bills.readAgain(payment.billIds()), cause);
        return Optional.empty();
    }

    private static LocalDate bookedOn(ErpPayment payment) {
        LocalDate settled = payment.settledOn();
        return settled == null ? payment.requestedOn() : settled;
    }

    private void notes(ErpTasks.Task task, ErpPayment payment) {
        String text = Notes.of(payment);
        if (text.isEmpty()) {
            return;
        }
        for (int bill : payment.billIds()) {
            if (!tasks.isNoted(payment.id(), bill, payment.state())) {
                ledger.note(bill, text, task.attempts() > 1);
                tasks.noted(payment.id(), bill, payment.state());
            }
        }
    }
}
