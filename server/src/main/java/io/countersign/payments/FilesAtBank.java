package io.countersign.payments;

import io.countersign.model.Cause;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What it means for a whole file that a bank said anything about it: it is there, and nobody may send it again. */
@Component
class FilesAtBank {

    private static final String OF_PAYMENTS = """
            update payments.bank_file set state = 'ANSWERED', lease = lease + 1, lease_until = null
            where state in ('READY', 'SENDING', 'OFFERED', 'CARRIED', 'UNKNOWN') and id in (
                select f.id from payments.bank_file f
                where f.id in (select p.file_id from payments.payment p where p.id = any (cast(:ids as uuid[])))
                order by f.id for update)
            returning id::text
            """;

    private static final String WITH_THE_BANK = """
            select id, cast(:why as text) as why, null::text as policy,
                   jsonb_build_object('bankMessage', cast(:message as text)) as extra
            from payments.payment where file_id = any (cast(:files as uuid[])) and state in ('SENDING', 'UNKNOWN')
            order by id for update
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final ApplicationEventPublisher events;

    FilesAtBank(JdbcClient jdbc, Transitions transitions, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.events = events;
    }

    /** A statement shows one of a file's payments; answers how many of them were still on their way. */
    int showed(String[] payments, String message, Cause cause) {
        List<String> files =
                jdbc.sql(OF_PAYMENTS).param("ids", payments).query(String.class).list();
        return files.isEmpty() ? 0 : confirm(files, "the bank booked a payment of the file", message, cause);
    }

    /** Confirms payments of these files that still were on their way; the steps after it go on from there. */
    int confirm(List<String> files, String why, String message, Cause cause) {
        List<UUID> confirmed = transitions
                .moveAndTell(
                        Transitions.Move.of(Step.CONFIRM_SENT, WITH_THE_BANK),
                        cause,
                        Map.of("files", files.toArray(String[]::new), "why", why, "message", message))
                .stream()
                .map(Transitions.Moved::id)
                .toList();
        events.publishEvent(new Trouble.Over(Trouble.Kind.UNKNOWN_OUTCOME, confirmed, why + ": " + message));
        return confirmed.size();
    }
}
