package io.countersign.console;

import io.countersign.payments.PaymentState;

/**
 * How a state looks: its glyph first, its word second, its tone third.
 *
 * @param glyph the name of a fragment in {@code glyphs.html}
 * @param word what people call it
 * @param tone one of wait, motion, done, stop, unknown, quiet
 */
public record Look(String glyph, String word, String tone) {

    static Look of(PaymentState state) {
        return switch (state) {
            case RECEIVED -> new Look("received", "Received", "quiet");
            case VALIDATED -> new Look("validated", "Validated", "quiet");
            case AWAITING_APPROVAL -> new Look("awaiting", "Awaiting approval", "wait");
            case APPROVED -> new Look("approved", "Approved", "motion");
            case RELEASED -> new Look("released", "Released", "motion");
            case SENDING -> new Look("sending", "Sending", "motion");
            case SENT -> new Look("sent", "Sent", "motion");
            case ACCEPTED -> new Look("accepted", "Accepted", "motion");
            case SETTLED -> new Look("settled", "Settled", "done");
            case RECONCILED -> new Look("reconciled", "Reconciled", "done");
            case HELD -> new Look("held", "Held", "wait");
            case UNKNOWN -> new Look("unknown", "Unknown", "unknown");
            case REJECTED -> new Look("rejected", "Rejected", "stop");
            case CANCELLED -> new Look("cancelled", "Cancelled", "quiet");
            case EXPIRED -> new Look("clock", "Expired", "quiet");
            case REVERSED -> new Look("reversed", "Reversed", "stop");
        };
    }

    /** What a page says first when nothing was recorded. */
    static final Look REFUSED = new Look("rejected", "Refused", "stop");

    static final Look RECORDED = new Look("reconciled", "Recorded", "done");
    static final Look NOTICE = new Look("note", "Note", "motion");
}
