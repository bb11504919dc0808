package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.controls.policy.Policies.Advising;
import io.countersign.governance.events.EventFilter;
import io.countersign.governance.events.EventLog;
import io.countersign.governance.events.LoggedEvent;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.AdviceContent.Document;
import io.countersign.payments.ports.AdvicePost;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankProfiles.AsWritten;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the remittance advices of payments that a bank has accepted or, where it acknowledges nothing, booked. Not before:
 * a creditor who is told of money that the bank then refuses to send was told something wrong. It follows the event log,
 * and the payment's id is unique in the table, so that there is one advice for a payment whatever happens.
 */
@Component
class AdviceMaking {

    private static final EventFilter TAKEN = EventFilter.types("payment.accepted", "payment.settled");
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;
    private static final int LONGEST_REST = 140;

    /** What happened longer ago is no news: a hub that is connected anew does not write to everybody it ever paid. */
    private static final Duration NEWS = Duration.ofDays(7);

    private static final String PAYMENTS = """
            select %s, %s, p.connection, p.scheme, f.message_id,
                   coalesce(f.execution_on, p.requested_on) as executed_on, p.value_on,
                   payments.masked(a.number) as payer_account, payments.masked(p.creditor_number) as payee_account,
                   exists (select 1 from payments.party t where t.id = p.creditor_party and t.email <> '')
                   as has_address
            from payments.payment p
            join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            left join payments.bank_file f on f.id = p.file_id
            where p.id = any (cast(:ids as uuid[])) and p.state in ('ACCEPTED', 'SETTLED', 'RECONCILED')
              and not exists (select 1 from payments.remittance_advice r where r.payment_id = p.id)
            order by p.id
            """.formatted(PolicySubject.COLUMNS, Orders.COLUMNS);

    private static final String DOCUMENTS = """
            select l.payment_id::text as payment, i.number, i.supplier_ref, i.kind, i.issued_on, i.due_on, i.total,
                   l.amount
            from payments.allocation l join payments.invoice i on i.id = l.invoice_id
            where l.payment_id = any (cast(:ids as uuid[])) order by i.due_on, i.number
            """;

    private static final String MADE = """
            insert into payments.remittance_advice (id, payment_id, legal_entity, correlation_id, state, policy, content,
                                                    next_at, created_at)
            select n.id, p.id, p.legal_entity, p.correlation_id, n.state, n.policy, cast(n.content as jsonb),
                   case when n.state = 'WAITING' then :journal_at end, :journal_at
            from unnest(cast(:ids as uuid[]), cast(:payments as uuid[]), cast(:states as text[]),
                        cast(:policies as text[]), cast(:contents as text[])) as n(id, payment, state, policy, content)
            join payments.payment p on p.id = n.payment
            on conflict (payment_id) do nothing
            returning *
            """;

    private final EventLog log;
    private final JdbcClient jdbc;
    private final Policies policies;
    private final BankProfiles profiles;
    private final ObjectProvider<AdvicePost> post;
    private final AdviceBook book;
    private final JsonMapper json;
    private final Clock clock;
    private final Ids ids;

    AdviceMaking(
            EventLog log,
            JdbcClient jdbc,
            Policies policies,
            BankProfiles profiles,
            ObjectProvider<AdvicePost> post,
            AdviceBook book,
            JsonMapper json,
            Clock clock,
            Ids ids) {
        this.log = log;
        this.jdbc = jdbc;
        this.policies = policies;
        this.profiles = profiles;
        this.post = post;
        this.book = book;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    /** A payment that policy may want to be advised. */
    private record Candidate(String payment, Policies.AdviceRule rule, Draft draft, boolean hasAddress) {}

    /** Everything but the documents. */
    private record Draft(BankProfiles.Order order, Optional<AsWritten> written, AdviceContent head) {}

    private record Advice(Candidate of, AdviceContent content) {}

    /** Catches up with the log. */
    void follow() {
        int batches = 0;
        while (log.consume("remittance-advices", TAKEN, BATCH, this::make) == BATCH && batches < MOST_BATCHES) {
            batches++;
        }
    }

    private void make(List<LoggedEvent> events) {
        Instant since = clock.instant().minus(NEWS);
        Set<String> payments = events.stream()
                .filter(event -> event.at().isAfter(since))
                .map(LoggedEvent::subject)
                .collect(Collectors.toSet());
        List<Candidate> candidates = payments.isEmpty() ? List.of() : candidates(payments);
        if (candidates.isEmpty()) {
            return;
        }
        Map<String, List<Document>> documents = documents(candidates);
        List<Advice> advices = candidates.stream()
                .map(one -> new Advice(one, content(one.draft(), documents.getOrDefault(one.payment(), List.of()))))
                .filter(one -> one.of().rule().advising() == Advising.ALWAYS
                        || one.content().needed())
                .toList();
        if (!advices.isEmpty()) {
            store(advices);
        }
    }

    private List<Candidate> candidates(Set<String> payments) {
        List<Candidate> candidates = new ArrayList<>();
        jdbc.sql(PAYMENTS).param("ids", payments.toArray(String[]::new)).query(row -> {
            Optional<Policies.AdviceRule> rule = PolicySubject.of(row).flatMap(policies::advice);
            if (rule.isPresent() && rule.get().advising() != Advising.NEVER) {
                candidates.add(
                        new Candidate(row.getString("id"), rule.get(), draft(row), row.getBoolean("has_address")));
            }
        });
        return candidates;
    }

    private Draft draft(ResultSet row) throws SQLException {
        String connection = row.getString("connection");
        BankProfiles.Order order = Orders.of(
                row, connection == null ? row.getString("usual_connection") : connection, row.getString("scheme"));
        AdviceContent head = new AdviceContent(
                order.debtor().name(),
                row.getString("payer_account"),
                order.instruction().creditorName(),
                row.getString("payee_account"),
                order.instruction().amount(),
                order.instruction().currency(),
                order.instruction().reference(),
                order.instruction().endToEndId(),
                row.getString("message_id"),
                row.getObject("executed_on", LocalDate.class),
                row.getObject("value_on", LocalDate.class),
                order.instruction().structuredReference(),
                order.instruction().remittance(),
                null,
                List.of(),
                List.of());
        return new Draft(order, profiles.asWritten(order), head);
    }

    private Map<String, List<Document>> documents(List<Candidate> candidates) {
        Map<String, List<Document>> documents = new HashMap<>();
        jdbc.sql(DOCUMENTS).param("ids", column(candidates, Candidate::payment)).query(row -> {
            documents
                    .computeIfAbsent(row.getString("payment"), _ -> new ArrayList<>())
                    .add(new Document(
                            row.getString("number"),
                            row.getString("supplier_ref"),
                            row.getString("kind").equals("CREDIT_NOTE"),
                            row.getObject("issued_on", LocalDate.class),
                            row.getObject("due_on", LocalDate.class),
                            row.getBigDecimal("total"),
                            row.getBigDecimal("total")
                                    .subtract(row.getBigDecimal("amount").abs()),
                            row.getBigDecimal("amount")));
        });
        return documents;
    }

    private static AdviceContent content(Draft draft, List<Document> documents) {
        AdviceContent head = draft.head();
        String bankText = draft.written().map(AsWritten::remittance).orElse(head.bankText());
        String uncut = draft.written().map(AsWritten::uncutRemittance).orElse(head.bankText());
        String wholeText = head.reference() != null ? null : wholeText(head.bankText(), documents);
        return new AdviceContent(
                head.payer(),
                head.payerAccount(),
                head.payee(),
                head.payeeAccount(),
                head.amount(),
                head.currency(),
                head.payment(),
                head.endToEndId(),
                head.messageId(),
                head.executedOn(),
                head.valueOn(),
                head.reference(),
                bankText,
                wholeText,
                lost(wholeText, uncut, bankText),
                documents);
    }

    /** The hub itself cuts the numbers of very many documents; here they are whole again. */
    private static @Nullable String wholeText(@Nullable String typed, List<Document> documents) {
        String numbers = documents.stream().map(Document::called).collect(Collectors.joining(" "));
        return typed == null || (numbers.length() > typed.length() && numbers.startsWith(typed)) ? numbers : typed;
    }

    /** @param uncut what was ordered, in the bank's characters */
    private static List<String> lost(@Nullable String whole, @Nullable String uncut, @Nullable String carried) {
        if (whole == null || whole.isEmpty() || whole.equals(carried)) {
            return List.of();
        }
        if (carried == null || carried.isEmpty()) {
            return List.of("The bank carries no text.");
        }
        if (whole.startsWith(carried)) {
            return List.of(ends(carried, whole));
        }
        List<String> lost = new ArrayList<>(List.of("The bank writes it in other characters."));
        if (uncut != null && uncut.length() > carried.length()) {
            lost.add(ends(carried, uncut));
        }
        return lost;
    }

    /** The whole text stands beside it, so a long rest is named by its beginning. */
    private static String ends(String carried, String whole) {
        String rest = whole.substring(carried.length()).strip();
        return "The bank's field ends after %d of %d characters; “%s” is not in it."
                .formatted(
                        carried.length(),
                        whole.length(),
                        rest.length() <= LONGEST_REST ? rest : rest.substring(0, LONGEST_REST) + "…");
    }

    private void store(List<Advice> advices) {
        boolean canPost = post.getIfAvailable() != null;
        book.change(
                MADE,
                "made",
                "the bank has taken the payment",
                Map.of(
                        "ids", column(advices, _ -> ids.next().toString()),
                        "payments", column(advices, one -> one.of().payment()),
                        "states", column(advices, one -> state(one.of(), canPost)),
                        "policies", column(advices, one -> one.of().rule().policy()),
                        "contents", column(advices, one -> json.writeValueAsString(one.content()))),
                Cause.system("remittance-advices", ids.next()));
    }

    private static String state(Candidate candidate, boolean canPost) {
        return !canPost ? "NO_MAIL_SERVER" : candidate.hasAddress() ? "WAITING" : "NO_ADDRESS";
    }

    private static <T> String[] column(List<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
