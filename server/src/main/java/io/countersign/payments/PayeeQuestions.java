package io.countersign.payments;

import io.countersign.model.Ids;
import io.countersign.payments.ports.PayeeVerification;
import io.countersign.payments.ports.PayeeVerification.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks the open questions about payees, outside of any transaction: a batch is leased, asked by a bounded number of
 * threads, and what came back is stored in one statement. A worker that dies leaves its questions to the next one.
 */
@Component
class PayeeQuestions {

    private static final int BATCH = 256;
    private static final int AT_ONCE = 16;
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final String LEASED = """
            update payments.payee_question q set lease_until = :until
            from (select number, name from payments.payee_question
                  where lease_until is null or lease_until < :now
                  order by created_at, number, name limit :most for update skip locked) mine
            where q.number = mine.number and q.name = mine.name
            returning q.number, q.name
            """;

    private static final String ANSWERED = """
            with answer as (
                select * from unnest(cast(:ids as uuid[]), cast(:numbers as text[]), cast(:names as text[]),
                    cast(:outcomes as text[]), cast(:suggestions as text[]), cast(:reasons as text[]))
                    as a(id, number, name, outcome, suggested, why)),
            told as (
                delete from payments.payee_question q using answer a
                where q.number = a.number and q.name = a.name and q.lease_until = :until)
            insert into payments.payee_check (id, name, number, outcome, suggested, why, provider, asked_at)
            select id, name, number, outcome, suggested, why, :provider, :now from answer
            """;

    private final JdbcClient jdbc;
    private final Optional<PayeeVerification> provider;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Ids ids;

    PayeeQuestions(
            JdbcClient jdbc,
            ObjectProvider<PayeeVerification> provider,
            TransactionTemplate transaction,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.provider = Optional.ofNullable(provider.getIfAvailable());
        this.transaction = transaction;
        this.clock = clock;
        this.ids = ids;
    }

    private record Question(String number, String name) {}

    private record Answered(Question question, Answer answer) {}

    /** Whether anybody can be asked at all. */
    boolean canAsk() {
        return provider.isPresent();
    }

    /** Asks one batch; answers whether there was any. */
    boolean ask() {
        if (provider.isEmpty()) {
            return false;
        }
        OffsetDateTime until = OffsetDateTime.ofInstant(clock.instant().plus(LEASE), ZoneOffset.UTC);
        List<Question> questions = transaction.execute(_ -> lease(until));
        if (questions == null || questions.isEmpty()) {
            return false;
        }
        List<Answered> answers = ask(provider.get(), questions);
        transaction.executeWithoutResult(_ -> store(provider.get().provider(), answers, until));
        return true;
    }

    private List<Question> lease(OffsetDateTime until) {
        return jdbc.sql(LEASED)
                .param("until", until)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("most", BATCH)
                .query((row, n) -> new Question(row.getString(1), row.getString(2)))
                .list();
    }

    private static List<Answered> ask(PayeeVerification provider, List<Question> questions) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("payees-", 1).factory())) {
            List<Callable<Answered>> calls = questions.stream()
                    .map(question -> (Callable<Answered>)
                            () -> new Answered(question, provider.ask(question.name(), question.number())))
                    .toList();
            List<Future<Answered>> futures = threads.invokeAll(calls);
            return futures.stream().map(PayeeQuestions::result).toList();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while payees were verified; the lease runs out", stopped);
        }
    }

    private static Answered result(Future<Answered> future) {
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while payees were verified", stopped);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("A payee could not be asked about", bug);
        }
    }

    private void store(String name, List<Answered> answers, OffsetDateTime until) {
        jdbc.sql(ANSWERED)
                .params(Map.of(
                        "ids", answers.stream().map(_ -> ids.next().toString()).toArray(String[]::new),
                        "numbers",
                                answers.stream().map(a -> a.question().number()).toArray(String[]::new),
                        "names", answers.stream().map(a -> a.question().name()).toArray(String[]::new),
                        "outcomes",
                                answers.stream().map(a -> outcome(a.answer())).toArray(String[]::new),
                        "suggestions",
                                answers.stream().map(a -> suggested(a.answer())).toArray(String[]::new),
                        "reasons", answers.stream().map(a -> why(a.answer())).toArray(String[]::new)))
                .param("provider", name)
                .param("until", until)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    private static String outcome(Answer answer) {
        return switch (answer) {
            case Answer.Match _ -> "MATCH";
            case Answer.CloseMatch _ -> "CLOSE_MATCH";
            case Answer.NoMatch _ -> "NO_MATCH";
            case Answer.NotPossible _ -> "NOT_POSSIBLE";
            case Answer.Unanswered _ -> "UNANSWERED";
        };
    }

    private static @Nullable String suggested(Answer answer) {
        return answer instanceof Answer.CloseMatch(String name) ? name : null;
    }

    private static @Nullable String why(Answer answer) {
        return switch (answer) {
            case Answer.NotPossible(String why) -> why;
            case Answer.Unanswered(String why) -> why;
            case Answer.Match _, Answer.CloseMatch _, Answer.NoMatch _ -> null;
        };
    }
}
