package io.countersign.bench.simulation;

import io.countersign.payments.BankReplies;
import io.countersign.payments.ports.BankRail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bank at the end of the port. It pays what it is told once per message id, as banks do, and everything on the way to it
 * and back may go wrong. Its books are the truth the hub is measured against.
 */
final class SimulatedBank implements BankRail {

    static final String CONNECTION = "simulated-bank";

    private static final BigDecimal OPENING = new BigDecimal("25000000.00");
    private static final Duration SLOW = Duration.ofHours(6);

    /** A file that left the hub and has not reached the bank. */
    private record Late(Instant arrives, Draft draft, String content) {}

    /** Something the bank will do. */
    private record Planned(Instant at, Runnable what) {}

    private final Clock clock;
    private final CrashPoints points;
    private final List<Late> late = new ArrayList<>();
    private final List<Planned> plan = new ArrayList<>();
    private final Map<String, List<Post.Entry>> unstated = new LinkedHashMap<>();
    private BankBooks books = new BankBooks();
    private Luck luck;
    private Post post;
    private int messages;
    private final Map<String, Integer> statements = new LinkedHashMap<>();
    private final Map<String, BigDecimal> balances = new LinkedHashMap<>();

    SimulatedBank(Clock clock, CrashPoints points) {
        this.clock = clock;
        this.points = points;
        this.luck = new Luck(0);
        this.post = new Post(clock, luck);
    }

    void begin(Luck fate, Post itsPost) {
        luck = fate;
        post = itsPost;
        books = new BankBooks();
        late.clear();
        plan.clear();
        unstated.clear();
        messages = 0;
        statements.clear();
        balances.clear();
    }

    BankBooks books() {
        return books;
    }

    /** Whether the bank, asked by telephone, finds the file of this message. */
    boolean confirms(String messageId) {
        return books.knows(messageId);
    }

    boolean isIdle() {
        return late.isEmpty() && plan.isEmpty() && unstated.isEmpty();
    }

    @Override
    public boolean serves(String connection) {
        return CONNECTION.equals(connection);
    }

    @Override
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        while (instructions.hasNext()) {
            Instruction one = instructions.next();
            String line = String.join(
                    "\t", one.endToEndId(), one.amount().toPlainString(), one.currency(), one.creditorNumber());
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public List<String> faults(Draft draft, Path file) {
        return luck.strikes(40) ? List.of("The bank's rules do not like this file") : List.of();
    }

    @Override
    public Handover send(Draft draft, InputStream content, long size) {
        points.pass("before the handover of " + draft.messageId());
        Handover handover = handOver(draft, read(content));
        points.pass("after the handover of " + draft.messageId());
        return handover;
    }

    private Handover handOver(Draft draft, String content) {
        if (luck.strikes(8)) {
            return new Handover.NotSent("The bank lets nobody in");
        }
        if (luck.strikes(8)) {
            return new Handover.Doubt("The line broke before the bank had it");
        }
        if (luck.strikes(8)) {
            take(draft, content);
            return new Handover.Doubt("The line broke after the bank had it");
        }
        if (luck.strikes(8)) {
            late.add(new Late(clock.instant().plus(luck.upTo(SLOW)), draft, content));
            return new Handover.Doubt("The line broke, and the file is under way somewhere");
        }
        take(draft, content);
        return new Handover.Delivered();
    }

    @Override
    public Presence look(Draft draft) {
        points.pass("before looking for " + draft.messageId());
        if (luck.strikes(6)) {
            return Presence.CANNOT_LOOK;
        }
        // What the bank has taken away to work on is no longer to be seen.
        return books.knows(draft.messageId()) && !luck.strikes(3) ? Presence.SEEN : Presence.NOT_SEEN;
    }

    /** Does what is due; answers whether there was anything. */
    boolean work() {
        Instant now = clock.instant();
        boolean any = false;
        for (Late file : List.copyOf(late)) {
            if (!file.arrives.isAfter(now)) {
                late.remove(file);
                take(file.draft, file.content);
                any = true;
            }
        }
        for (Planned planned : List.copyOf(plan)) {
            if (!planned.at.isAfter(now)) {
                plan.remove(planned);
                planned.what.run();
                any = true;
            }
        }
        return any;
    }

    /** Writes the statements of the bookings since the last ones. */
    void endOfDay() {
        unstated.forEach((account, entries) -> {
            int number = statements.merge(account, 1, Integer::sum);
            BigDecimal opening = balances.getOrDefault(account, OPENING);
            BigDecimal closing = entries.stream().map(SimulatedBank::signed).reduce(opening, BigDecimal::add);
            balances.put(account, closing);
            post.send(new Post.Message.Statement(
                    "STMT-" + account + "-" + number,
                    CONNECTION,
                    account,
                    number,
                    opening,
                    closing,
                    clock.instant(),
                    List.copyOf(entries)));
        });
        unstated.clear();
    }

    private static BigDecimal signed(Post.Entry entry) {
        BigDecimal amount = entry.order().amount();
        return entry.credit() ? amount : amount.negate();
    }

    private void take(Draft draft, String content) {
        if (books.knows(draft.messageId())) {
            say(List.of(file(draft, "RJCT", "DU01", "Duplicate message identification")));
            return;
        }
        List<BankBooks.Order> orders = content.lines()
                .map(line -> line.split("\t"))
                .map(f -> new BankBooks.Order(f[0], new BigDecimal(f[1]), f[2], f[3], draft.messageId()))
                .toList();
        books.file(draft.messageId(), content, orders);
        if (luck.strikes(25)) {
            in(luck.upTo(SLOW), () -> say(List.of(file(draft, "RJCT", "AM10", "Control sum differs"))));
            return;
        }
        if (luck.once(2)) {
            in(luck.upTo(SLOW), () -> say(List.of(file(draft, "ACTC", null, null))));
        }
        List<BankReplies.Reply> replies = new ArrayList<>();
        orders.forEach(order -> decide(draft, order, replies));
        if (luck.once(3) && replies.size() > 1) {
            int cut = replies.size() / 2;
            in(luck.upTo(SLOW), () -> say(replies.subList(0, cut)));
            in(luck.upTo(SLOW), () -> say(replies.subList(cut, replies.size())));
        } else if (!replies.isEmpty()) {
            in(luck.upTo(SLOW), () -> say(replies));
        }
    }

    private void decide(Draft draft, BankBooks.Order order, List<BankReplies.Reply> replies) {
        String account = draft.debtor().accountNumber();
        if (luck.strikes(20)) {
            return; // silence
        }
        if (luck.strikes(12)) {
            replies.add(one(draft, order, "RJCT", "AC04", "Closed account number"));
            return;
        }
        if (!luck.strikes(12)) {
            replies.add(one(draft, order, luck.once(3) ? "ACCP" : "ACSP", null, null));
        }
        if (luck.strikes(20)) {
            return; // accepted and never booked
        }
        boolean comesBack = luck.strikes(15);
        in(luck.upTo(SLOW), () -> {
            books.debit(order.endToEndId());
            enter(account, order, false, null);
            if (comesBack) {
                in(luck.upTo(SLOW), () -> {
                    books.giveBack(order.endToEndId());
                    enter(account, order, true, "AC04");
                });
            }
        });
    }

    private void enter(String account, BankBooks.Order order, boolean credit, @Nullable String code) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        String reference = "B-" + order.endToEndId() + (credit ? "-R" : "");
        Post.Entry entry = new Post.Entry(order, credit, today, reference, code);
        unstated.computeIfAbsent(account, _ -> new ArrayList<>()).add(entry);
        if (luck.once(3)) {
            post.send(new Post.Message.Notification("NTF-" + reference, CONNECTION, account, clock.instant(), entry));
        }
    }

    private void say(List<BankReplies.Reply> replies) {
        messages++;
        post.send(new Post.Message.Status("BANK-" + messages, CONNECTION, List.copyOf(replies)));
    }

    private void in(Duration time, Runnable what) {
        plan.add(new Planned(clock.instant().plus(time), what));
    }

    private static BankReplies.Reply file(Draft draft, String status, @Nullable String code, @Nullable String text) {
        return new BankReplies.Reply(BankReplies.Level.FILE, draft.messageId(), null, null, status, code, text);
    }

    private static BankReplies.Reply one(
            Draft draft, BankBooks.Order order, String status, @Nullable String code, @Nullable String text) {
        return new BankReplies.Reply(
                BankReplies.Level.TRANSACTION, draft.messageId(), order.endToEndId(), null, status, code, text);
    }

    private static String read(InputStream content) {
        try {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
