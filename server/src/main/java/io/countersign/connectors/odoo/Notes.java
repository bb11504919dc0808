package io.countersign.connectors.odoo;

import io.countersign.model.Figures;
import io.countersign.model.ReasonCodes;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in the chatter of a bill about its payment. */
final class Notes {

    private Notes() {}

    /** Empty where the state is no news to whoever reads the bill. */
    static String of(ErpPayment payment) {
        String amount = Figures.money(payment.amount(), payment.currency());
        String about = "Countersign " + payment.reference() + ": ";
        return switch (payment.state()) {
            case "SENT" ->
                about + amount + " sent to the bank in file " + payment.messageId() + ", to be executed on "
                        + payment.requestedOn() + ".";
            case "ACCEPTED" -> about + amount + " accepted by the bank.";
            case "SETTLED" -> about + amount + " booked by the bank.";
            case "RECONCILED" -> about + amount + " booked and reconciled with the bank statement.";
            case "REJECTED" ->
                about + amount + " rejected" + because(payment, ReasonCodes.REJECTION) + ". The bill is open again.";
            case "REVERSED" ->
                about + amount + " returned by the bank" + because(payment, ReasonCodes.RETURN)
                        + ". The bill is open again.";
            default -> "";
        };
    }

    /** The bank's booking was matched with it, and a person took that back. */
    static String undone(ErpPayment payment) {
        return "Countersign %s: the match with the bank's booking was undone; %s waits for its booking again."
                .formatted(payment.reference(), Figures.money(payment.amount(), payment.currency()));
    }

    private static String because(ErpPayment payment, ReasonCodes codes) {
        String reason = Stream.of(
                        Optional.ofNullable(payment.reasonCode()),
                        codes.words(payment.reasonCode(), payment.reasonText()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
