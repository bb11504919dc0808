package io.countersign.connectors.odoo;

import io.countersign.reconciliation.ErpBook;
import io.countersign.reconciliation.ErpTold;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Puts what banks booked into Odoo, beside payments and by itself, and keeps what Odoo was told. */
final class Bookings {

    private static final String RETURNED = " returned";

    /** Whom a person should hear about a booking from. */
    interface Heard {
        /** Odoo gave it another day than the bank. */
        void bookedElsewhere(BankLines.Standing line);

        /** A part of it waits for an account. */
        void lacking(BankLines.Standing line);
    }

    private final Conversation odoo;
    private final BankLines lines;
    private final ErpTold told;

    Bookings(Conversation odoo, BankLines lines, ErpTold told) {
        this.odoo = odoo;
        this.lines = lines;
        this.told = told;
    }

    /** The same, but writing nothing any more as soon as it is not allowed. */
    Bookings writingWhile(BooleanSupplier allowed) {
        return new Bookings(odoo.writingWhile(allowed), lines.writingWhile(allowed), told);
    }

    /**
     * Puts the bank's booking beside a payment, so that both are matched. Where Odoo matched it with a booking that somebody
     * else made, nothing is left to do.
     *
     * @param heard told the booking, where a person should know of it
     */
    void match(ErpPayment payment, Rec registered, Heard heard) {
        List<ErpTold.Line> standing = told.standing(payment.id());
        boolean complete = standing.stream().allMatch(line -> line.lacking().isEmpty());
        BankBooking booking = outgoing(payment, registered);
        if (registered.flag("is_matched")
                && (standing.isEmpty() ? lines.find(booking).isEmpty() : complete)) {
            return;
        }
        BankLines.Standing line = lines.stand(booking);
        lines.join(registered.ref("outstanding_account_id"), registered.ref("move_id"), line.move());
        boolean matched =
                odoo.rows(Call.read("account.payment", List.of(registered.id()), List.of("is_matched"))).stream()
                        .allMatch(row -> row.flag("is_matched"));
        if (!matched) {
            throw new OdooTrouble(
                    Call.on("account.move.line", "reconcile", List.of()),
                    new Outcome.Refused(
                            Outcome.Reason.RULE, "Odoo does not show the payment as matched with the bank's booking"));
        }
        keep(line, payment.id(), null, booking, heard);
    }

    /**
     * What came back stands beside what had left, each as soon as a final statement shows it: a message about a return may
     * tell another amount or day than the bank then books. The line that was matched with the payment stays when the payment
     * is cancelled.
     */
    void giveBack(ErpPayment payment, Rec cancelled, Heard heard) {
        BankBooking outgoing = outgoing(payment, cancelled);
        LocalDate cameBack = payment.booked().cameBack();
        BankBooking incoming = new BankBooking(
                outgoing.journal(),
                cameBack == null ? outgoing.on() : cameBack,
                payment.reference() + RETURNED,
                outgoing.partner(),
                new BankBooking.Share(cancelled.ref("outstanding_account_id"), payment.amount()),
                payment.booked().back(),
                foreign(payment, payment.booked().incoming(), cancelled));
        Optional<BankLines.Standing> paid = asShown(payment.booked().left(), outgoing, payment, heard);
        Optional<BankLines.Standing> back = asShown(cameBack, incoming, payment, heard);
        if (paid.isPresent() && back.isPresent()) {
            lines.join(
                    cancelled.ref("outstanding_account_id"),
                    paid.get().move(),
                    back.get().move());
        }
    }

    private Optional<BankLines.Standing> asShown(
            @Nullable LocalDate shown, BankBooking booking, ErpPayment payment, Heard heard) {
        if (shown == null) {
            takeBack(told.standing(payment.id()).stream()
                    .filter(line -> line.reference().equals(booking.reference()))
                    .toList());
            return Optional.empty();
        }
        BankLines.Standing line = lines.stand(booking);
        keep(line, payment.id(), null, booking, heard);
        return Optional.of(line);
    }

    private static BankBooking outgoing(ErpPayment payment, Rec registered) {
        BigDecimal left = payment.booked().outgoing();
        return new BankBooking(
                Objects.requireNonNull(payment.journal()),
                bookedOn(payment),
                payment.reference(),
                registered.ref("partner_id"),
                new BankBooking.Share(
                        registered.ref("outstanding_account_id"),
                        payment.amount().negate()),
                payment.booked().out(),
                foreign(payment, left == null ? null : left.negate(), registered));
    }

    private static BankBooking.@Nullable Foreign foreign(
            ErpPayment payment, @Nullable BigDecimal booked, Rec registered) {
        String currency = payment.booked().currency();
        return booked == null || currency == null || currency.equals(payment.currency())
                ? null
                : new BankBooking.Foreign(booked, registered.ref("currency_id"));
    }

    private static LocalDate bookedOn(ErpPayment payment) {
        LocalDate left = payment.booked().left();
        if (left != null) {
            return left;
        }
        LocalDate settled = payment.settledOn();
        return settled == null ? payment.requestedOn() : settled;
    }

    /** Books a line that belongs to no payment. */
    void entry(ErpEntry entry, Heard heard) {
        List<ErpBook.Difference> shares = entry.differences().isEmpty()
                ? List.of(new ErpBook.Difference(Accounts.NOT_OURS, entry.amount()))
                : entry.differences();
        BankBooking booking = new BankBooking(entry.journal(), entry.bookedOn(), entry.text(), 0, null, shares, null);
        keep(lines.stand(booking), null, entry.id(), booking, heard);
    }

    /** Takes what stands in Odoo of a payment or a line out of it; answers how much there was. */
    int takeBack(UUID paymentOrLine) {
        return takeBack(told.standing(paymentOrLine));
    }

    private int takeBack(List<ErpTold.Line> standing) {
        for (ErpTold.Line line : standing) {
            lines.takeBack(Integer.parseInt(line.erpId()));
            told.takenBack(line.erpId());
        }
        return standing.size();
    }

    private void keep(
            BankLines.Standing line, @Nullable UUID payment, @Nullable UUID ours, BankBooking booking, Heard heard) {
        if (!line.lacking().isEmpty()) {
            heard.lacking(line);
        }
        if (!line.on().equals(line.booked()) && isNew(line, payment == null ? Objects.requireNonNull(ours) : payment)) {
            heard.bookedElsewhere(line);
        }
        told.told(new ErpTold.Line(
                String.valueOf(line.id()),
                payment,
                ours,
                booking.reference(),
                line.entry(),
                line.amount(),
                line.currency(),
                line.shares(),
                List.copyOf(line.lacking())));
    }

    private boolean isNew(BankLines.Standing line, UUID paymentOrLine) {
        return told.standing(paymentOrLine).stream()
                .noneMatch(known -> known.erpId().equals(String.valueOf(line.id())));
    }
}
