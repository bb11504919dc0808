package io.countersign.governance.identity;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Records what happens to identities. */
@Component
class IdentityJournal {

    private final Journal journal;

    IdentityJournal(Journal journal) {
        this.journal = journal;
    }

    /** @param act such as {@code granted}; the event is {@code identity.granted} */
    void record(String act, String id, int version, @Nullable String why, Map<String, ?> data, Cause cause) {
        journal.record(new Journal.Entry("identity." + act, "identity:" + id, version, null, why, null, data), cause);
    }
}
