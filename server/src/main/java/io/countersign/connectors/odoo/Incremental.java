package io.countersign.connectors.odoo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what changed in a model, without losing or repeating a row on either version.
 *
 * <p>RPC tells {@code write_date} in whole seconds; 18 compares it to the microsecond, 19 by the second. So a page begins
 * at the last second seen, that second included, without the rows already read in it. A row's {@code write_date} is the
 * time its transaction began, so each pass begins earlier than the last one ended, by the longest a transaction may take.
 */
final class Incremental {

    /** Who takes the rows. */
    @FunctionalInterface
    interface Taker {

        void take(List<Rec> rows);

        /** Rows that are not to be taken now but read again the next time. */
        default Set<Integer> later(List<Integer> ids, Instant askedAt) {
            return Set.of();
        }
    }

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Conversation odoo;
    private final Cursors cursors;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration overlap;
    private final int page;

    Incremental(
            Conversation odoo, Cursors cursors, TransactionTemplate transaction, Clock clock, OdooSettings settings) {
        this.odoo = odoo;
        this.clock = clock;
        this.cursors = cursors;
        this.transaction = transaction;
        this.overlap = settings.overlap();
        this.page = settings.page();
    }

    /**
     * Hands on every row that is new or has another content than before. What is handed on and that it was are one
     * transaction.
     *
     * @param fields must contain {@code write_date}
     * @return how many rows were handed on
     */
    int read(String model, List<?> domain, List<String> fields, Taker taker) {
        Cursors.Pass pass = cursors.begin(model);
        Instant second = pass.since() == null ? Instant.EPOCH : pass.since().minus(overlap);
        Set<Integer> readInSecond = new HashSet<>();
        int handedOn = 0;
        Instant limit = Instant.MAX;
        while (true) {
            Instant askedAt = clock.instant();
            List<Rec> rows = odoo.rows(Call.search(model, from(domain, second, readInSecond), fields)
                    .with("order", "write_date asc, id asc")
                    .with("limit", page));
            if (!rows.isEmpty()) {
                Set<Integer> later = taker.later(rows.stream().map(Rec::id).toList(), askedAt);
                limit = earliest(rows, later, limit);
                List<Rec> now =
                        rows.stream().filter(row -> !later.contains(row.id())).toList();
                handedOn +=
                        handOn(pass, now, taker, earlier(limit, rows.getLast().time("write_date")));
                Instant last = rows.getLast().time("write_date");
                if (!last.equals(second)) {
                    second = last;
                    readInSecond.clear();
                }
                Instant at = second;
                rows.stream()
                        .filter(row -> row.time("write_date").equals(at))
                        .forEach(row -> readInSecond.add(row.id()));
            }
            if (rows.size() < page) {
                cursors.prune(pass, overlap);
                return handedOn;
            }
        }
    }

    private static List<Object> from(List<?> domain, Instant second, Set<Integer> readInSecond) {
        List<Object> terms = new ArrayList<>(domain);
        terms.add(List.of("write_date", ">=", SECONDS.format(second)));
        terms.add(List.of("id", "not in", List.copyOf(readInSecond)));
        return terms;
    }

    /** The cursor stays before what was left for later. */
    private static Instant earliest(List<Rec> rows, Set<Integer> later, Instant limit) {
        return rows.stream()
                .filter(row -> later.contains(row.id()))
                .map(row -> row.time("write_date"))
                .reduce(limit, Incremental::earlier);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private int handOn(Cursors.Pass pass, List<Rec> rows, Taker taker, Instant upTo) {
        Integer count = transaction.execute(t -> {
            List<Rec> fresh = cursors.take(pass.model(), rows);
            if (!fresh.isEmpty()) {
                taker.take(fresh);
            }
            cursors.advance(pass, upTo);
            return fresh.size();
        });
        return count == null ? 0 : count;
    }
}
