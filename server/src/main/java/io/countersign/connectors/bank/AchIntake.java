package io.countersign.connectors.bank;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.connectors.bank.InboundStore.Claimed;
import io.countersign.model.Cause;
import io.countersign.payments.ReturnedEntries;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Applies a NACHA file of returns and notifications of change; what is not certain in it is left to a person, by its line. */
@Component
class AchIntake {

    private static final int MOST_LINES = 20;

    private final InboundStore store;
    private final ReturnedEntries returned;
    private final Cases cases;
    private final Clock clock;

    AchIntake(InboundStore store, ReturnedEntries returned, Cases cases, Clock clock) {
        this.store = store;
        this.returned = returned;
        this.cases = cases;
        this.clock = clock;
    }

    /**
     * Answers what came of it.
     *
     * @throws Unreadable if nothing of the file is ours for certain
     */
    String apply(Claimed file, String messageId, Cause cause) {
        AchReplies replies = AchReplies.read(store.readable(file.id()));
        LocalDate told = replies.reading().createdOn();
        LocalDate on = told == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : told;
        ReturnedEntries.Applied applied = returned.apply(file.connection(), messageId, on, replies.entries(), cause);
        List<AchReplies.Unclear> left = replies.left(applied.unmatched());
        if (left.size() == replies.entries().size() + replies.unclear().size()) {
            throw left.getFirst().unreadable();
        }
        if (!left.isEmpty()) {
            cases.open(aboutTheRest(file, left), cause);
        }
        return "%d returned, %d to be changed, %d told before, %d contradict, %d left to a person"
                .formatted(
                        applied.reversed(),
                        applied.toChange(),
                        applied.repeated(),
                        applied.contradicting(),
                        left.size());
    }

    private static NewCase aboutTheRest(Claimed file, List<AchReplies.Unclear> left) {
        String lines = left.stream()
                .limit(MOST_LINES)
                .map(one -> "Line %d: %s.".formatted(one.line(), one.why()))
                .collect(Collectors.joining("\n"));
        return NewCase.technical(
                "entries-left:" + file.id(),
                "FILE_QUARANTINED",
                file.name(),
                "A file of %s names entries that are not ours for certain".formatted(file.connection()),
                "The rest of file %s was applied. Nothing was done about %s:\n%s"
                        .formatted(file.name(), left.size() == 1 ? "1 entry" : left.size() + " entries", lines));
    }
}
