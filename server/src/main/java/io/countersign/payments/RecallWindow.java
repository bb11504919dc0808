package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Until when a scheme lets a payment be called back. The SEPA rulebooks (EPC125-05 for credit transfers, EPC004-16 for
 * instant ones, on recalls) give the payer's bank ten banking business days after execution for a duplicate or a technical
 * problem, and thirteen months for fraud. Where no rulebook says so the bank decides.
 */
final class RecallWindow {

    private static final int BUSINESS_DAYS = 10;
    private static final int MONTHS_OF_FRAUD = 13;

    private RecallWindow() {}

    /** The last day of the window; empty if the scheme sets none. */
    static Optional<LocalDate> until(String scheme, Recalls.Reason reason, LocalDate executedOn, BusinessDays days) {
        if (!scheme.startsWith("SEPA")) {
            return Optional.empty();
        }
        return Optional.of(
                switch (reason) {
                    case DUPL, TECH -> days.plus(executedOn, BUSINESS_DAYS);
                    case FRAD -> executedOn.plusMonths(MONTHS_OF_FRAUD);
                });
    }
}
