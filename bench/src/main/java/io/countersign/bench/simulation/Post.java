package io.countersign.bench.simulation;

import io.countersign.payments.BankReplies;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the bank sent and the hub has not read: some of it late, some twice, some in the wrong order, some never. */
final class Post {

    private static final Duration LATE = Duration.ofHours(3);

    /** A message of the bank. */
    sealed interface Message {
        String id();

        /** pain.002. */
        record Status(String id, String connection, List<BankReplies.Reply> replies) implements Message {}

        /** camt.053. */
        record Statement(
                String id,
                String connection,
                String account,
                int number,
                BigDecimal opening,
                BigDecimal closing,
                Instant writtenAt,
                List<Entry> entries)
                implements Message {}

        /** camt.054: a movement told at once, before its statement. */
        record Notification(String id, String connection, String account, Instant writtenAt, Entry entry)
                implements Message {}
    }

    /** One booked entry; a credit gives a payment back. */
    record Entry(
            BankBooks.Order order,
            boolean credit,
            LocalDate bookedOn,
            String bankReference,
            @Nullable String returnCode) {}

    private record Travelling(Instant arrives, long number, Message message) {}

    private final Clock clock;
    private final Luck luck;
    private final List<Travelling> way = new ArrayList<>();
    private long number;

    Post(Clock clock, Luck luck) {
        this.clock = clock;
        this.luck = luck;
    }

    void send(Message message) {
        boolean loses = !(message instanceof Message.Statement) && luck.strikes(12);
        if (!loses) {
            travel(message);
        }
        if (luck.strikes(6)) {
            travel(message);
        }
    }

    /** The message that arrived first; it stays here until {@link #read}. */
    Optional<Message> arrived() {
        Instant now = clock.instant();
        return way.stream()
                .filter(t -> !t.arrives.isAfter(now))
                .min(Comparator.comparing(Travelling::arrives).thenComparing(Travelling::number))
                .map(Travelling::message);
    }

    void read(Message message) {
        way.stream()
                .filter(t -> t.message.equals(message))
                .min(Comparator.comparing(Travelling::arrives).thenComparing(Travelling::number))
                .ifPresent(way::remove);
    }

    boolean isEmpty() {
        return way.isEmpty();
    }

    private void travel(Message message) {
        Duration takes = luck.once(2) ? Duration.ofSeconds(5) : luck.upTo(LATE);
        way.add(new Travelling(clock.instant().plus(takes), number++, message));
    }
}
