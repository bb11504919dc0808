package io.countersign.reconciliation;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/**
 * The order in which a line is explained; each looks only at what those before it left. Those that prove identity match by
 * themselves: the bank repeats an identifier that we gave it. All others only suggest, however likely they are, because a
 * wrong match hides two breaks, and a suggestion costs one key.
 */
final class Strategies {

    static final List<Strategy> PROVING = List.of(
            ByIdentifier.END_TO_END_ID,
            ByIdentifier.INSTRUCTION_ID,
            ByIdentifier.BATCH,
            ByIdentifier.STRUCTURED_REFERENCE);

    /** What the bank booked for itself, after those that belong to payments are known. */
    static final Strategy ACCOUNT_FEE = ByPolicy.ACCOUNT_FEE;

    static final List<Strategy> SUGGESTING =
            List.of(ByLikeness.NUMBER_IN_TEXT, ByLikeness.COUNTERPARTY_AND_AMOUNT, ByLikeness.AMOUNT_AND_DATE);

    /** A return is found by the identifiers of the payment that comes back. */
    private static final Strategy RETURN = new Strategy("RETURN", 100, "");

    /** The score of the strategy named in a column. */
    static final String SCORE = Stream.concat(PROVING.stream(), Stream.of(ACCOUNT_FEE, RETURN))
            .map(s -> "when '%s' then %d".formatted(s.name(), s.score()))
            .collect(joining(" ", "case strategy ", " end"));

    private Strategies() {}
}
