package io.countersign.connectors.odoo;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Keys of ordinary Odoo users last 90 days at most; their end is announced ahead of time. */
final class OdooKeys {

    private static final Duration AHEAD = Duration.ofDays(14);
    private static final String CASE = "odoo-key";

    private final Conversation odoo;
    private final Cases cases;
    private final Clock clock;
    private final Ids ids;

    OdooKeys(Conversation odoo, Cases cases, Clock clock, Ids ids) {
        this.odoo = odoo;
        this.cases = cases;
        this.clock = clock;
        this.ids = ids;
    }

    /** Looks at the keys our user may see, its own. Which of them is ours cannot be told; the first to end counts. */
    void watch() {
        Optional<Instant> end =
                odoo.rows(Call.search("res.users.apikeys", List.of(), List.of("expiration_date"))).stream()
                        .map(key -> key.time("expiration_date"))
                        .filter(at -> at.isAfter(clock.instant()))
                        .min(Instant::compareTo);
        Cause cause = Cause.system("odoo", ids.next());
        if (end.isPresent() && end.get().isBefore(clock.instant().plus(AHEAD))) {
            String day = end.get().atZone(ZoneOffset.UTC).toLocalDate().toString();
            cases.open(
                    NewCase.technical(
                            CASE,
                            "ERP_DOWN",
                            OdooClient.NAME,
                            "The API key of Odoo ends on " + day,
                            "Make a new key in Odoo for the same user and set COUNTERSIGN_ODOO_KEY; after " + day
                                    + " nothing is read from Odoo or written to it."),
                    cause);
        } else {
            cases.over(CASE, "The key lasts until " + end.map(Instant::toString).orElse("further notice"), cause);
        }
    }
}
