package io.countersign.bench.simulation;

import io.countersign.payments.Lifecycle;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Step;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether every payment has the signatures it needs, recomputed from the event log alone: by whom it was initiated,
 * approved and released, and whether each step was possible where it was taken.
 */
final class Evidence {

    private static final BigDecimal ONE_PERSON = new BigDecimal(10_000);

    private static final String EVENTS = """
            select e.subject::uuid as payment, e.sequence, e.type, e.actor, e.data ->> 'state' as state,
                   e.data ->> 'contentHash' as content_hash,
                   (select count(*) from governance.audit_entry a
                     where a.subject = e.subject and a.sequence = e.sequence and a.act = e.type
                       and a.actor_id = e.actor)::int as audited
            from governance.event e where e.type like 'payment.%' order by e.subject, e.sequence, e.seq
            """;

    private static final String PAYMENTS = """
            select p.id, p.reference, p.version, p.state, p.amount, p.risk, p.initiated_by,
                   encode(payments.content_hash(p), 'hex') as content_hash,
                   (select string_agg(v.edited_by, ',') from payments.party_account v
                     where v.number = p.creditor_number) as editor
            from payments.payment p
            """;

    private static final String FILES = """
            select f.message_id, encode(f.sha256, 'hex') as sha256, encode(f.approvals_sha256, 'hex') as approvals,
                   (select encode(sha256(string_agg(p.content_hash, ''::bytea order by p.file_position)), 'hex')
                      from payments.payment p where p.file_id = f.id) as expected
            from payments.bank_file f
            """;

    private static final Map<String, Step> STEPS =
            Arrays.stream(Step.values()).collect(Collectors.toMap(Step::eventType, step -> step));

    private final JdbcClient jdbc;
    private final Violations violations;

    Evidence(JdbcClient jdbc, Violations violations) {
        this.jdbc = jdbc;
        this.violations = violations;
    }

    private record Event(
            UUID payment,
            int sequence,
            String type,
            String actor,
            String state,
            @Nullable String contentHash,
            int audited) {}

    private record Payment(
            UUID id,
            String reference,
            int version,
            String state,
            BigDecimal amount,
            String risk,
            String initiatedBy,
            @Nullable String contentHash,
            @Nullable String editor) {}

    private record File(
            String messageId,
            @Nullable String sha256,
            @Nullable String approvals,
            @Nullable String expected) {}

    void examine(BankBooks books) {
        Map<UUID, List<Event>> events =
                jdbc.sql(EVENTS).query(Event.class).list().stream().collect(Collectors.groupingBy(Event::payment));
        for (Payment payment : jdbc.sql(PAYMENTS).query(Payment.class).list()) {
            List<Event> story = events.getOrDefault(payment.id(), List.of());
            complete(payment, story);
            possible(payment, story);
            signed(payment, story);
        }
        files(books);
    }

    /** One event and one audit entry for each version, none missing and none twice. */
    private void complete(Payment payment, List<Event> story) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 1; i <= payment.version(); i++) {
            expected.add(i);
        }
        List<Integer> found = story.stream().map(Event::sequence).toList();
        violations.unless(
                found.equals(expected),
                "%s has version %d and the events %s",
                payment.reference(),
                payment.version(),
                found);
        story.stream()
                .filter(event -> event.audited() != 1)
                .forEach(event -> violations.add(
                        "%s %s has %d audit entries".formatted(payment.reference(), event.type(), event.audited())));
        violations.unless(
                !story.isEmpty() && story.getLast().state().equals(payment.state()),
                "%s is %s, its last event says otherwise",
                payment.reference(),
                payment.state());
    }

    /** Each step leads from the state before it to the one its event names. */
    private void possible(Payment payment, List<Event> story) {
        PaymentState state = PaymentState.RECEIVED;
        PaymentState heldFrom = PaymentState.RECEIVED;
        for (Event event : story) {
            PaymentState said = PaymentState.valueOf(event.state());
            Step step = STEPS.get(event.type());
            if (step == null) {
                violations.unless(
                        event.type().equals("payment.received"),
                        "%s: %s is no step",
                        payment.reference(),
                        event.type());
                continue;
            }
            Optional<PaymentState> next = Lifecycle.next(state, step, heldFrom);
            violations.unless(
                    next.isPresent() && next.get() == said,
                    "%s: %s cannot lead from %s to %s",
                    payment.reference(),
                    event.type(),
                    state,
                    said);
            if (said == PaymentState.HELD && state != PaymentState.HELD) {
                heldFrom = state;
            }
            state = said;
        }
    }

    private void signed(Payment payment, List<Event> story) {
        List<Event> signatures = new ArrayList<>();
        Set<String> prepared = new HashSet<>(Set.of(payment.initiatedBy()));
        String releaser = null;
        for (Event event : story) {
            if (event.type().equals("payment.submitted") || event.type().equals("payment.amended")) {
                prepared.add(event.actor());
            }
            switch (event.type()) {
                case "payment.submitted", "payment.returned", "payment.amended" -> signatures.clear();
                case "payment.approval-given", "payment.approved" -> signatures.add(event);
                case "payment.released" -> releaser = event.actor();
                case "payment.sending" -> allSigned(payment, signatures, prepared, releaser);
                default -> {
                    // Nothing else is a signature.
                }
            }
        }
    }

    private void allSigned(Payment payment, List<Event> signatures, Set<String> prepared, @Nullable String releaser) {
        Set<String> people = new HashSet<>();
        signatures.forEach(signature -> people.add(signature.actor()));
        int needed = payment.risk().equals("HIGH") || payment.amount().compareTo(ONE_PERSON) > 0 ? 2 : 1;
        violations.unless(
                people.size() >= needed && people.size() == signatures.size(),
                "%s left with the approvals of %s, it needs %d",
                payment.reference(),
                people,
                needed);
        people.add(String.valueOf(releaser));
        violations.unless(
                releaser != null && people.size() == signatures.size() + 1,
                "%s was released by %s, who also approved it",
                payment.reference(),
                releaser);
        violations.unless(
                java.util.Collections.disjoint(people, prepared),
                "%s was signed by %s; initiated, submitted or amended by %s",
                payment.reference(),
                people,
                prepared);
        violations.unless(
                payment.editor() == null || !people.contains(payment.editor()),
                "%s was signed by the editor of its creditor's account",
                payment.reference());
        violations.unless(
                signatures.stream()
                        .allMatch(s -> payment.contentHash() != null
                                && payment.contentHash().equals(s.contentHash())),
                "%s is not what was approved",
                payment.reference());
    }

    /** What reached the bank is byte for byte what was built, and holds the approvals its record says. */
    private void files(BankBooks books) {
        List<File> files = jdbc.sql(FILES).query(File.class).list();
        for (File file : files) {
            violations.unless(
                    file.approvals() != null && file.approvals().equals(file.expected()),
                    "File %s does not hold the approvals of its record",
                    file.messageId());
            String content = books.contents().get(file.messageId());
            violations.unless(
                    content == null || sha256(content).equals(file.sha256()),
                    "File %s is not what the bank has",
                    file.messageId());
        }
        Set<String> known = files.stream().map(File::messageId).collect(Collectors.toSet());
        books.contents()
                .keySet()
                .forEach(message -> violations.unless(known.contains(message), "Nobody recorded file %s", message));
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
