package io.countersign.payments;

import io.countersign.model.ErrorCode;

/** How an act on payments ended. */
public sealed interface ActResult {

    /**
     * It is recorded.
     *
     * @param moved payments the act covers
     * @param complete of these, those that reached the next state; for an approval the others wait for more signatures
     * @param leftBehind payments of the run that the act did not cover, because they are held or in another state
     */
    record Done(int moved, int complete, int leftBehind) implements ActResult {}

    /**
     * Nothing was changed.
     *
     * @param why what stopped it, in a sentence, naming the payment where one did
     */
    record Refused(ErrorCode code, String why) implements ActResult {}
}
