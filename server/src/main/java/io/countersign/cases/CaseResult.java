package io.countersign.cases;

import io.countersign.model.ErrorCode;

/** How an act on a case ended. */
public sealed interface CaseResult {

    /**
     * It is recorded.
     *
     * @param view the case as it is now; not resolved where a second person has to confirm
     */
    record Done(CaseView view) implements CaseResult {}

    /** Nothing was changed. */
    record Refused(ErrorCode code, String why) implements CaseResult {}
}
