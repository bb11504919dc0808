package io.countersign.sandbox.bank;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payments that are asked back, as the bank read it.
 *
 * @param id of the assignment, which is unique at whoever asks
 * @param from who asks
 */
record RecallRequest(String id, String caseId, String from, List<Asked> payments) {

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
