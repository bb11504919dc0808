package io.countersign.sandbox.bank;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One instruction as the bank read it. */
public record CreditTransfer(
        @Nullable String instructionId,
        String endToEndId,
        BigDecimal amount,
        String currency,
        String creditorName,
        String creditorAccount,
        @Nullable String remittance) {

    /** One payment information block: what is debited from one account together. */
    record Batch(String paymentInformationId, String debtorAccount, List<CreditTransfer> transfers) {}

    /** One file. */
    record Order(String messageId, String messageName, int announced, BigDecimal controlSum, List<Batch> batches) {
        int count() {
            return batches.stream().mapToInt(b -> b.transfers().size()).sum();
        }

        BigDecimal sum() {
            return batches.stream()
                    .flatMap(b -> b.transfers().stream())
                    .map(CreditTransfer::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }
}
