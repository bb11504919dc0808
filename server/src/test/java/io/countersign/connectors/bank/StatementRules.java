package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What every reader promises of the parts it tells, in their order. An account is in an index, which bounds it. */
final class StatementRules implements Consumer<StatementPart> {

    private static final Set<String> STATUSES = Set.of("BOOK", "PDNG", "INFO", "FUTR");
    private static final Set<String> COPIES = Set.of("DUPL", "COPY", "CODU");
    private static final int LONGEST_ACCOUNT = 100;

    private enum Place {
        OUTSIDE,
        STATEMENT,
        ENTRY
    }

    private Place place = Place.OUTSIDE;
    private int statements;
    private int entries;

    @Override
    public void accept(StatementPart part) {
        Storable.check(part);
        switch (part) {
            case StatementPart.Opened opened -> opened(opened);
            case StatementPart.Entry entry -> entry(entry);
            case StatementPart.Detail detail -> {
                at(Place.ENTRY);
                positive(detail.amount());
                detail.charges().forEach(charge -> positive(charge.amount()));
            }
            case StatementPart.EntryClosed closed -> {
                at(Place.ENTRY);
                place = Place.STATEMENT;
            }
            case StatementPart.Closed closed -> {
                at(Place.STATEMENT);
                require(closed.entries() == entries, "the statement tells how many entries it has");
                closed.balances().forEach(balance -> positive(balance.amount()));
                place = Place.OUTSIDE;
            }
        }
    }

    private void opened(StatementPart.Opened opened) {
        at(Place.OUTSIDE);
        require(!opened.account().isBlank(), "a statement has an account");
        require(opened.account().length() <= LONGEST_ACCOUNT, "an account is short");
        String copy = opened.about().copy();
        require(copy == null || COPIES.contains(copy), "a copy has a code");
        opened.balances().forEach(balance -> positive(balance.amount()));
        place = Place.STATEMENT;
        statements++;
        entries = 0;
    }

    private void entry(StatementPart.Entry entry) {
        at(Place.STATEMENT);
        require(entry.line() == ++entries, "entries are counted from 1");
        require(entry.sourceLine() >= 1, "an entry has a line of the file");
        require(!entry.currency().isBlank(), "an entry has a currency");
        require(STATUSES.contains(entry.status()), "an entry has a status");
        positive(entry.amount());
        entry.charges().forEach(charge -> positive(charge.amount()));
        place = Place.ENTRY;
    }

    /** The file was read to its end. */
    void complete() {
        at(Place.OUTSIDE);
        require(statements > 0, "a file that is read holds a statement");
    }

    private void at(Place expected) {
        require(place == expected, "parts are told in order");
    }

    private static void positive(@Nullable BigDecimal amount) {
        require(amount == null || amount.signum() >= 0, "amounts are positive");
    }

    private static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("Broken promise: " + promise);
        }
    }
}
