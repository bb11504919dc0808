package io.countersign.sandbox.bank;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payments that are asked back, as the bank read it.
 *
 * @param message by which they are asked back, such as {@code camt.055.001.08}
 * @param id of the message, which is unique at whoever asks
 * @param from who asks
 */
record RecallRequest(String message, String id, String caseId, String from, List<Asked> payments) {

    RecallRequest of(List<Asked> some) {
        return new RecallRequest(message, id, caseId, from, some);
    }

    /** Whether it asks for a reversal, which a status report answers. */
    boolean reversal() {
        return message.startsWith("pain.007.");
    }

    /**
     * One payment.
     *
     * @param paymentInformationId where a customer asks, which names its batch; a bank names the payment alone
     * @param reason such as {@code DUPL}
     */
    record Asked(
            String messageId,
            String messageName,
            @Nullable String paymentInformationId,
            @Nullable String instructionId,
            String endToEndId,
            String reason) {}
}
