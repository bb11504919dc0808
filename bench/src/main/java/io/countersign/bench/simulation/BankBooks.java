package io.countersign.bench.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The truth about the money: what the bank was told to pay, and what it paid. */
final class BankBooks {

    /** One instruction as the bank read it. */
    record Order(String endToEndId, BigDecimal amount, String currency, String creditor, String messageId) {}

    /** What became of one instruction at the bank. */
    static final class Account {
        private final Order order;
        private int debits;
        private int returns;

        Account(Order order) {
            this.order = order;
        }

        Order order() {
            return order;
        }

        int debits() {
            return debits;
        }

        /** Whether the creditor has the money in the end. */
        boolean paid() {
            return debits > returns;
        }

        boolean returned() {
            return returns > 0;
        }
    }

    private final Map<String, List<Order>> files = new LinkedHashMap<>();
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    boolean knows(String messageId) {
        return files.containsKey(messageId);
    }

    void file(String messageId, String content, List<Order> orders) {
        files.put(messageId, orders);
        contents.put(messageId, content);
        orders.forEach(order -> accounts.putIfAbsent(order.endToEndId(), new Account(order)));
    }

    /** The file as the bank keeps it, where its instructions are told one by one. */
    void keep(String messageId, String content) {
        contents.put(messageId, content);
    }

    void order(Order order) {
        accounts.putIfAbsent(order.endToEndId(), new Account(order));
    }

    void debit(String endToEndId) {
        of(endToEndId).debits++;
    }

    void giveBack(String endToEndId) {
        of(endToEndId).returns++;
    }

    Map<String, String> contents() {
        return contents;
    }

    List<Account> all() {
        return new ArrayList<>(accounts.values());
    }

    @Nullable
    Account find(String endToEndId) {
        return accounts.get(endToEndId);
    }

    private Account of(String endToEndId) {
        Account account = accounts.get(endToEndId);
        if (account == null) {
            throw new IllegalStateException("The bank books what nobody ordered: " + endToEndId);
        }
        return account;
    }
}
