package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds up what a reader tells of each statement of a file. */
final class StatementTally implements Consumer<StatementPart> {

    private static final List<String> OPENING = List.of("OPBD", "PRCD");

    private final List<One> statements = new ArrayList<>();
    private int lastLine;
    private boolean linesRise = true;

    /** One statement, as far as it is read. */
    static final class One {
        final StatementPart.Opened opened;
        final List<Balance> balances = new ArrayList<>();
        final Map<String, Integer> statuses = new TreeMap<>();
        final Map<String, Integer> returns = new TreeMap<>();
        final TreeSet<String> currencies = new TreeSet<>();
        final List<Integer> batches = new ArrayList<>();
        List<String> warnings = List.of();
        BigDecimal credits = BigDecimal.ZERO;
        BigDecimal debits = BigDecimal.ZERO;
        final Map<String, BigDecimal> nets = new LinkedHashMap<>();
        int entries;
        int transactions;
        int reversals;
        int severalTransactions;
        int exchanges;
        int longestText;
        private int ofEntry;

        One(StatementPart.Opened opened) {
            this.opened = opened;
            balances.addAll(opened.balances());
        }

        /** What was booked, less what was taken. */
        BigDecimal net() {
            return credits.subtract(debits);
        }

        Optional<Balance> opening() {
            return OPENING.stream().flatMap(this::ofType).findFirst();
        }

        Optional<Balance> closing() {
            return ofType("CLBD").reduce((first, last) -> last);
        }

        private Stream<Balance> ofType(String type) {
            return balances.stream().filter(b -> b.type().equals(type));
        }

        /** What is missing between the opening balance, the entries and the closing balance; null if one is not told. */
        @Nullable
        BigDecimal difference() {
            if (opening().isEmpty() || closing().isEmpty()) {
                return null;
            }
            return closing().get().signed().subtract(opening().get().signed()).subtract(net());
        }

        private void add(StatementPart.Entry entry) {
            entries++;
            ofEntry = 0;
            statuses.merge(entry.status(), 1, Integer::sum);
            currencies.add(entry.currency());
            reversals += entry.reversal() ? 1 : 0;
            exchanges += rated(entry.exchange()) ? 1 : 0;
            if (entry.batch() != null && entry.batch().count() != null) {
                batches.add(entry.batch().count());
            }
            BigDecimal signed = entry.credit() ? entry.amount() : entry.amount().negate();
            nets.merge(entry.status(), signed, BigDecimal::add);
            if (entry.booked() && entry.credit()) {
                credits = credits.add(entry.amount());
            } else if (entry.booked()) {
                debits = debits.add(entry.amount());
            }
        }

        private void add(StatementPart.Detail detail) {
            transactions++;
            severalTransactions += ++ofEntry == 2 ? 1 : 0;
            exchanges += rated(detail.exchange()) ? 1 : 0;
            detail.text().forEach(line -> longestText = Math.max(longestText, line.length()));
            if (detail.returned() != null) {
                returns.merge(detail.returned().code(), 1, Integer::sum);
            }
        }

        private static boolean rated(StatementPart.@Nullable Exchange exchange) {
            return exchange != null && exchange.rate() != null;
        }
    }

    List<One> statements() {
        return statements;
    }

    /** Whether every part knew its line of the file, in rising order. */
    boolean linesAreKnown() {
        return linesRise;
    }

    @Override
    public void accept(StatementPart part) {
        switch (part) {
            case StatementPart.Opened opened -> {
                at(opened.sourceLine());
                statements.add(new One(opened));
            }
            case StatementPart.Entry entry -> {
                at(entry.sourceLine());
                last().add(entry);
            }
            case StatementPart.Detail detail -> {
                at(detail.sourceLine());
                last().add(detail);
            }
            case StatementPart.EntryClosed closed -> {}
            case StatementPart.Closed closed -> {
                last().balances.addAll(closed.balances());
                last().warnings = closed.warnings();
            }
        }
    }

    private void at(int line) {
        linesRise &= line >= 1 && line >= lastLine;
        lastLine = line;
    }

    private One last() {
        return Objects.requireNonNull(statements.getLast());
    }
}
