package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.Step;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person can do to a run or a payment, with its words. */
public enum Act {
    SUBMIT("Ask for signatures on", "Asked for signatures on", "Nothing was handed to the approvers", null, false),
    APPROVE("Approve", "Approved", "Nothing was signed", Step.APPROVE, false),
    RELEASE("Release", "Released", "Nothing was signed and no money moves", Step.RELEASE, false),
    RETURN("Return", "Returned", "Nothing was returned", null, true),
    REJECT("Reject", "Rejected", "Nothing was rejected", null, true),
    CANCEL("Cancel", "Cancelled", "Nothing was cancelled", null, true);

    private final String verb;
    private final String done;
    private final String failed;
    private final @Nullable Step signs;
    private final boolean needsReason;

    Act(String verb, String done, String failed, @Nullable Step signs, boolean needsReason) {
        this.verb = verb;
        this.done = done;
        this.failed = failed;
        this.signs = signs;
        this.needsReason = needsReason;
    }

    /** What its button begins with. */
    public String verb() {
        return verb;
    }

    /** What the page says when it is recorded. */
    public String done() {
        return done;
    }

    /** What the page says first when it is not: what happened to the money or the signature. */
    public String failed() {
        return failed;
    }

    /** The step a signature is given for; null if the act is no signature. */
    public @Nullable Step signs() {
        return signs;
    }

    public boolean needsReason() {
        return needsReason;
    }

    /** The last part of its path. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean allowed(Visit visit) {
        return switch (this) {
            case SUBMIT -> visit.may(Capability.PAYMENTS_INITIATE);
            case APPROVE -> visit.may(Capability.PAYMENTS_APPROVE);
            case RELEASE -> visit.may(Capability.PAYMENTS_RELEASE);
            case RETURN, REJECT -> visit.may(Capability.PAYMENTS_APPROVE) || visit.may(Capability.PAYMENTS_RELEASE);
            case CANCEL -> visit.may(Capability.PAYMENTS_CANCEL);
        };
    }

    static Optional<Act> of(String path) {
        for (Act act : values()) {
            if (act.path().equals(path)) {
                return Optional.of(act);
            }
        }
        return Optional.empty();
    }
}
