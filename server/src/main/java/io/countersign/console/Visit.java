package io.countersign.console;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.Views;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a person: who, with what in view.
 *
 * @param caller the person, with the whole of the scope; acts and the pages of single things use it
 * @param inView the person narrowed to the legal entity in view; lists use it
 * @param entities the legal entities the person may see
 * @param entity the code of the one in view; null for all of them
 * @param zone the zone of the times on the page
 * @param theme {@code light} or {@code dark}; null follows the system
 * @param keys whether single keys do something
 */
record Visit(
        Caller caller,
        Caller inView,
        List<Views.LegalEntity> entities,
        @Nullable String entity,
        ZoneId zone,
        @Nullable String theme,
        boolean keys) {

    public boolean may(Capability capability) {
        return caller.may(capability);
    }
}
