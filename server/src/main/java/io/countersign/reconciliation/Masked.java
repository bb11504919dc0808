package io.countersign.reconciliation;

/** Account numbers as events and logs may carry them. */
final class Masked {

    private Masked() {}

    /** {@code DE89…3000}; a short number keeps its last two characters. */
    static String account(String number) {
        return number.length() < 10
                ? "…" + number.substring(Math.max(0, number.length() - 2))
                : number.substring(0, 4) + "…" + number.substring(number.length() - 4);
    }
}
