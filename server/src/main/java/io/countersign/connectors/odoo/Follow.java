package io.countersign.connectors.odoo;

import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Brings one payment, or one line of a statement, in Odoo to where it is here. Repeating it changes nothing. */
final class Follow {

    /** Whom a person should hear about what Odoo did otherwise than said. */
    interface Heard extends Bookings.Heard {
        /** Odoo booked the payment on another day than ours. */
        void registeredElsewhere(LocalDate day);
    }

    private final ErpTasks tasks;
    private final ErpLedger ledger;
    private final Bookings bookings;
    private final BillImport bills;
    private final MasterData masterData;

    Follow(ErpTasks tasks, ErpLedger ledger, Bookings bookings, BillImport bills, MasterData masterData) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.bookings = bookings;
        this.bills = bills;
        this.masterData = masterData;
    }

    /** The same, but writing nothing any more as soon as it is not allowed. */
    Follow writingWhile(BooleanSupplier allowed) {
        return new Follow(tasks, ledger.writingWhile(allowed), bookings.writingWhile(allowed), bills, masterData);
    }

    /**
     * @param ours what Odoo shows under our reference, cancelled payments included
     * @param heard told what a person should know
     * @return why a person has to look, if one has
     */
    Optional<String> bring(ErpTasks.Task task, ErpPayment payment, List<Rec> ours, Cause cause, Heard heard) {
        Optional<String> impossible = switch (payment.wanted()) {
            case NOTHING -> Optional.empty();
            case REGISTERED -> register(task, payment, ours, cause, heard);
            case MATCHED -> register(task, payment, ours, cause, heard);
            case GONE -> remove(payment, ours, cause, heard);
        };
        if (impossible.isEmpty()) {
            notes(task, payment);
        }
        return impossible;
    }

    private Optional<String> register(
            ErpTasks.Task task, ErpPayment payment, List<Rec> ours, Cause cause, Heard heard) {
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
                    ledger.bookedElsewhere(as.payment()).ifPresent(heard::registeredElsewhere);
                }
                if (payment.wanted() == ErpPayment.Wanted.MATCHED) {
                    bookings.match(payment, as.payment(), heard);
                } else if (bookings.takeBack(payment.id()) > 0) {
                    ledger.noteEach(payment.billIds(), Notes.undone(payment));
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> remove(ErpPayment payment, List<Rec> ours, Cause cause, Heard heard) {
        List<Rec> active = ours.stream().filter(ErpLedger::active).toList();
        if (!active.isEmpty()) {
            ledger.cancel(active);
        }
        if (payment.state().equals("REVERSED") && !ours.isEmpty()) {
            bookings.giveBack(payment, ours.getLast(), heard);
        }
        masterData.invoices(bills.readAgain(payment.billIds()), cause);
        return Optional.empty();
    }

    /** Puts a line that belongs to no payment into Odoo, or takes it out again. */
    void bring(ErpEntry entry, Bookings.Heard heard) {
        if (entry.wanted()) {
            bookings.entry(entry, heard);
        } else {
            bookings.takeBack(entry.id());
        }
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
