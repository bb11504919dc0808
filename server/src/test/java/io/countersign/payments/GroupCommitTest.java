package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;

/** Requests that gather while another one writes. The first write is held back until all others have gathered. */
class GroupCommitTest {

    private static final int OTHERS = 7;

    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gathered = new CountDownLatch(1);

    @Test
    void writesAtOnceWhoComesAlone() {
        gathered.countDown();
        GroupCommit<String, String> commit = new GroupCommit<>(1, 10, writing(any -> {}));
        assertThat(commit.write("a")).isEqualTo("A");
        assertThat(commit.write("b")).isEqualTo("B");
        assertThat(groups).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void writesTogetherWhatGatheredMeanwhileAndAnswersEachItsOwn() throws InterruptedException {
        List<CompletableFuture<String>> answers = ask(new GroupCommit<>(1, 10, writing(any -> {})));
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsExactly("FIRST", "W0", "W1", "W2", "W3", "W4", "W5", "W6");
        assertThat(groups).hasSize(2);
        assertThat(groups.getLast()).hasSize(OTHERS);
    }

    @Test
    void neverMakesAGroupLargerThanAllowed() throws InterruptedException {
        List<CompletableFuture<String>> answers = ask(new GroupCommit<>(1, 3, writing(any -> {})));
        answers.forEach(CompletableFuture::join);
        assertThat(groups).extracting(List::size).containsExactly(1, 3, 3, 1);
    }

    @Test
    void letsEachTryAloneWhenOneOfThemCannotBeWritten() throws InterruptedException {
        GroupCommit<String, String> commit = new GroupCommit<>(1, 10, writing(group -> {
            if (group.contains("w3")) {
                throw new DuplicateKeyException("w3");
            }
        }));
        List<CompletableFuture<String>> answers = ask(commit);
        assertThatThrownBy(answers.get(4)::join).hasCauseInstanceOf(DuplicateKeyException.class);
        answers.remove(4);
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsExactly("FIRST", "W0", "W1", "W2", "W4", "W5", "W6");
        assertThat(groups).hasSize(1 + 1 + OTHERS);
    }

    @Test
    void writesNothingASecondTimeWhenNobodyKnowsWhetherItIsWritten() throws InterruptedException {
        GroupCommit<String, String> commit = new GroupCommit<>(1, 10, writing(group -> {
            if (group.size() > 1) {
                throw new DataAccessResourceFailureException("the connection broke");
            }
        }));
        List<CompletableFuture<String>> answers = ask(commit);
        assertThat(answers.removeFirst().join()).isEqualTo("FIRST");
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThatThrownBy(answer::join).hasCauseInstanceOf(DataAccessResourceFailureException.class));
        assertThat(groups).hasSize(2);
        assertThat(commit.write("later")).isEqualTo("LATER");
    }

    private Function<List<String>, List<String>> writing(java.util.function.Consumer<List<String>> failing) {
        return group -> {
            groups.add(group);
            try {
                gathered.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            failing.accept(group);
            return group.stream().map(String::toUpperCase).toList();
        };
    }

    /** One request writes; the others come one after the other and wait, then the first is let go. */
    private List<CompletableFuture<String>> ask(GroupCommit<String, String> commit) throws InterruptedException {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        answers.add(inAThread(commit, "first"));
        for (int i = 0; i < OTHERS; i++) {
            answers.add(inAThread(commit, "w" + i));
        }
        gathered.countDown();
        return answers;
    }

    /** Returns when the request waits: for its own writing, or for its turn. */
    private static CompletableFuture<String> inAThread(GroupCommit<String, String> commit, String wanted)
            throws InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                answer.complete(commit.write(wanted));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        return answer;
    }
}
