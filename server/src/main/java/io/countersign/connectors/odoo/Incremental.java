package io.countersign.connectors.odoo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what changed in a model, without losing or repeating a row on either version.
 *
 * <p>RPC tells {@code write_date} in whole seconds; 18 compares it to the microsecond, 19 by the second. So a page begins
 * at the last second seen, that second included, without the rows already read in it. A row's {@code write_date} is the
 * time its transaction began, so each pass begins earlier than the last one ended, by the longest a transaction may take.
 */
final class Incremental {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Conversation odoo;
    private final Cursors cursors;
    private final TransactionTemplate transaction;
    private final Duration overlap;
    private final int page;

    Incremental(Conversation odoo, Cursors cursors, TransactionTemplate transaction, OdooSettings settings) {
        this.odoo = odoo;
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
    int read(String model, List<?> domain, List<String> fields, Consumer<List<Rec>> work) {
        Cursors.Pass pass = cursors.begin(model);
        Instant second = pass.since() == null ? Instant.EPOCH : pass.since().minus(overlap);
        Set<Integer> readInSecond = new HashSet<>();
        int handedOn = 0;
        while (true) {
            List<Rec> rows = odoo.rows(Call.search(model, from(domain, second, readInSecond), fields)
                    .with("order", "write_date asc, id asc")
                    .with("limit", page));
            if (!rows.isEmpty()) {
                handedOn += handOn(pass, rows, work);
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

    private int handOn(Cursors.Pass pass, List<Rec> rows, Consumer<List<Rec>> work) {
        Integer count = transaction.execute(t -> {
            List<Rec> fresh = cursors.take(pass.model(), rows);
            if (!fresh.isEmpty()) {
                work.accept(fresh);
            }
            cursors.advance(pass, rows.getLast().time("write_date"));
            return fresh.size();
        });
        return count == null ? 0 : count;
    }
}
