package io.countersign.connectors.odoo;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in the chatter of a bill about its payment. */
final class Notes {

    private Notes() {}

    /** Empty where the state is no news to whoever reads the bill. */
    static String of(ErpPayment payment) {
        String amount = payment.currency() + " " + payment.amount().toPlainString();
        String about = "Countersign " + payment.reference() + ": ";
        String reason = Stream.of(payment.reasonCode(), payment.reasonText())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return switch (payment.state()) {
            case "SENT" ->
                about + amount + " sent to the bank in file " + payment.messageId() + ", to be executed on "
                        + payment.requestedOn() + ".";
            case "ACCEPTED" -> about + amount + " accepted by the bank.";
            case "SETTLED" -> about + amount + " booked by the bank.";
            case "RECONCILED" -> about + amount + " booked and reconciled with the bank statement.";
            case "REJECTED" -> about + amount + " rejected" + because(reason) + ". The bill is open again.";
            case "REVERSED" -> about + amount + " returned by the bank" + because(reason) + ". The bill is open again.";
            default -> "";
        };
    }

    /** The bank's booking was matched with it, and a person took that back. */
    static String undone(ErpPayment payment) {
        return "Countersign %s: the match with the bank's booking was undone; %s %s waits for its booking again."
                .formatted(
                        payment.reference(),
                        payment.currency(),
                        payment.amount().toPlainString());
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
