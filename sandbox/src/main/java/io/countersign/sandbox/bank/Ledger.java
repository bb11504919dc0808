package io.countersign.sandbox.bank;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The truth about the money: accounts, bookings and balances of the simulated banks. Safe to ask from any thread. What the
 * last statement of each account said is kept in a file, so that after a restart the next one continues it; what was booked
 * on it, in another, so that it can still be called back.
 */
public final class Ledger {

    /** How a statement of an account continues the one before. */
    record Period(int number, BigDecimal opening, BigDecimal closing, List<Booking> bookings) {

        /** As if the last movement had been forgotten. */
        Period withoutTheLast() {
            if (bookings.isEmpty()) {
                return this;
            }
            Booking last = bookings.getLast();
            return new Period(
                    number, opening, closing.subtract(last.signed()), bookings.subList(0, bookings.size() - 1));
        }
    }

    private static final class Account {
        private BigDecimal balance;
        private BigDecimal statedBalance;
        private int statements;
        private final List<Booking> unstated = new ArrayList<>();

        Account(Stated stated) {
            balance = stated.balance();
            statedBalance = stated.balance();
            statements = stated.statements();
        }
    }

    /** What the last statement of an account said. */
    private record Stated(int statements, BigDecimal balance) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Path booked;
    private final Map<String, Stated> kept = new HashMap<>();

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Booking> bookings = new ArrayList<>();
    private final Map<String, List<Booking>> byEndToEndId = new HashMap<>();
    private int written;

    Ledger(Path directory) throws IOException {
        this.file = directory.resolve("last-statements");
        this.booked = directory.resolve("booked");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split(" ", 3);
                kept.put(cells[0], new Stated(Integer.parseInt(cells[1]), new BigDecimal(cells[2])));
            }
        }
        if (Files.exists(booked)) {
            Files.readAllLines(booked).forEach(line -> index(JSON.readValue(line, Booking.class)));
        }
    }

    /** Opens an account with what its last statement said, or with the opening balance if it never had one. */
    synchronized void open(String account, BigDecimal opening) {
        accounts.putIfAbsent(account, new Account(kept.getOrDefault(account, new Stated(0, opening))));
    }

    /** Keeps what the last statements said, and what was ordered and booked since this was called last. */
    synchronized void keep() throws IOException {
        try (Writer out = Files.newBufferedWriter(booked, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (Booking booking : bookings.subList(written, bookings.size())) {
                if (!booking.transfers().isEmpty()) {
                    out.write(JSON.writeValueAsString(booking));
                    out.write('\n');
                }
            }
        }
        written = bookings.size();
        List<String> lines = accounts.entrySet().stream()
                .map(e -> "%s %d %s"
                        .formatted(
                                e.getKey(),
                                e.getValue().statements,
                                e.getValue().statedBalance.toPlainString()))
                .toList();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    synchronized boolean keeps(String account) {
        return accounts.containsKey(account);
    }

    synchronized void book(Booking booking) {
        Account account = account(booking.account());
        account.balance = account.balance.add(booking.signed());
        account.unstated.add(booking);
        bookings.add(booking);
        index(booking);
    }

    private void index(Booking booking) {
        for (CreditTransfer transfer : booking.transfers()) {
            byEndToEndId
                    .computeIfAbsent(transfer.endToEndId(), id -> new ArrayList<>(1))
                    .add(booking);
        }
    }

    /** The number the next statement of an account will have. */
    synchronized int nextStatement(String number) {
        return account(number).statements + 1;
    }

    /** Whether all that was booked on an account is on its statements. */
    synchronized boolean isStated(String number) {
        return account(number).unstated.isEmpty();
    }

    /** Closes the period since the last statement. */
    synchronized Period closePeriod(String number) {
        Account account = account(number);
        Period period =
                new Period(++account.statements, account.statedBalance, account.balance, List.copyOf(account.unstated));
        account.statedBalance = account.balance;
        account.unstated.clear();
        return period;
    }

    /** The instruction of that id, if it was debited. */
    synchronized Optional<CreditTransfer> booked(String endToEndId) {
        return debits(bookings(endToEndId))
                .flatMap(b -> b.transfers().stream())
                .filter(t -> t.endToEndId().equals(endToEndId))
                .findFirst();
    }

    /** Whether the money of an instruction came back. */
    synchronized boolean isBack(String endToEndId) {
        return bookings(endToEndId).stream().anyMatch(Booking::credit);
    }

    /** Debits and returns of one instruction, oldest first. */
    public synchronized List<Booking> bookings(String endToEndId) {
        return List.copyOf(byEndToEndId.getOrDefault(endToEndId, List.of()));
    }

    public synchronized List<Booking> bookings() {
        return List.copyOf(bookings);
    }

    public synchronized BigDecimal balance(String account) {
        return account(account).balance;
    }

    /** Instructions that were debited more than once: a creditor was paid twice. Must be empty. */
    public synchronized List<String> paidTwice() {
        return byEndToEndId.entrySet().stream()
                .filter(e -> debits(e.getValue()).count() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** How many instructions were debited. */
    public synchronized int paid() {
        return (int) byEndToEndId.values().stream()
                .filter(list -> debits(list).findAny().isPresent())
                .count();
    }

    private static Stream<Booking> debits(List<Booking> list) {
        return list.stream().filter(b -> !b.credit());
    }

    private Account account(String number) {
        Account account = accounts.get(number);
        if (account == null) {
            throw new IllegalArgumentException("This bank keeps no account " + number);
        }
        return account;
    }
}
