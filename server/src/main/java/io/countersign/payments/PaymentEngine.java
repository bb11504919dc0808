package io.countersign.payments;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Moves payments by themselves: validation, bank files, handovers, checkpoints. Any number of processes share the work. */
@Component
public class PaymentEngine {

    /** Checkpoints are minutes and hours; looking for missed ones more often than this changes nothing. */
    private static final Duration CHECKPOINTS_EVERY = Duration.ofSeconds(5);

    private final Validation validation;
    private final FileBuilding files;
    private final Handovers handovers;
    private final Checkpoints checkpoints;
    private final Detours detours;
    private final RecallBook recalls;
    private final RunRecalls runRecalls;
    private final TransactionTemplate transaction;
    private final PayeeQuestions payees;
    private final Clock clock;
    private volatile Instant checkpointsNext = Instant.MIN;

    PaymentEngine(
            Validation validation,
            FileBuilding files,
            Handovers handovers,
            Checkpoints checkpoints,
            Detours detours,
            RecallBook recalls,
            RunRecalls runRecalls,
            TransactionTemplate transaction,
            PayeeQuestions payees,
            Clock clock) {
        this.validation = validation;
        this.files = files;
        this.handovers = handovers;
        this.checkpoints = checkpoints;
        this.detours = detours;
        this.recalls = recalls;
        this.runRecalls = runRecalls;
        this.transaction = transaction;
        this.payees = payees;
        this.clock = clock;
    }

    /** Does the work that is ready now, one batch of each kind; answers whether there was any. */
    public boolean work() {
        boolean worked = Boolean.TRUE.equals(transaction.execute(_ -> validation.validateBatch()));
        worked |= files.buildOne();
        worked |= handovers.sendOne();
        worked |= handovers.lookForOne();
        worked |= watchCheckpoints();
        worked |= Boolean.TRUE.equals(transaction.execute(_ -> runRecalls.workOne()));
        return worked;
    }

    /** Asks about payees that wait for it; apart from all other work, because whoever is asked may be slow. */
    public boolean verifyPayees() {
        return payees.ask();
    }

    private boolean watchCheckpoints() {
        Instant now = clock.instant();
        if (now.isBefore(checkpointsNext)) {
            return false;
        }
        checkpointsNext = now.plus(CHECKPOINTS_EVERY);
        boolean missed = Boolean.TRUE.equals(transaction.execute(_ -> checkpoints.mark()));
        boolean expired = Boolean.TRUE.equals(transaction.execute(_ -> checkpoints.expire()));
        boolean rerouted = Boolean.TRUE.equals(transaction.execute(_ -> detours.take()));
        boolean unanswered = Boolean.TRUE.equals(transaction.execute(_ -> recalls.mark()));
        return unanswered || missed || expired || rerouted;
    }
}
