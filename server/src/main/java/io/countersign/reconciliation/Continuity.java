package io.countersign.reconciliation;

import io.countersign.model.Figures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether a statement adds up, and continues the one before it. A statement that comes late heals the gap it fills. */
final class Continuity {

    private static final String NEIGHBOUR = """
            select id, opening, closing, sequence, ordered_on, page, continues, continued from reconciliation.statement s
            where account = :account and kind = 'STATEMENT' and repeats is null and id <> :id
              and id is distinct from cast(:corrects as uuid)
              and not exists (select from reconciliation.statement c where c.corrects = s.id)
              and (ordered_on, created_at, id) %s (:on, :created, :id)
            order by ordered_on %s, created_at %s, id %s
            limit 1
            """;

    private static final String BEFORE = NEIGHBOUR.formatted("<", "desc", "desc", "desc");
    private static final String AFTER = NEIGHBOUR.formatted(">", "asc", "asc", "asc");

    private static final String SAME = """
            select id from reconciliation.statement
            where account = :account and kind = :kind and bank_id = :bank_id and repeats is null
              and ordered_on = :on and sequence is not distinct from :sequence and page is not distinct from :page
              and opening is not distinct from :opening and closing is not distinct from :closing
              and entries = :entries and credits = :credits and debits = :debits
            limit 1
            """;

    /** The same statement of the bank for the same day and from the same balance on, with other content. */
    private static final String CORRECTED = """
            select id, entries, credits, debits from reconciliation.statement s
            where account = :account and kind = 'STATEMENT' and repeats is null and id <> :id and bank_id = :bank_id
              and ordered_on = :on and sequence is not distinct from :sequence and page is not distinct from :page
              and opening is not distinct from :opening
              and not exists (select from reconciliation.statement c where c.corrects = s.id)
            order by received_at desc limit 1
            """;

    private static final String ALREADY_TOLD = """
            select exists (select from reconciliation.break
                           where kind = 'UNKNOWN_ACCOUNT' and account = :account and resolution is null)
            """;

    /** As many as a day has seconds: each has a place of its own. */
    private static final BigDecimal NUMBERS_OF_A_DAY = BigDecimal.valueOf(86_400);

    private final JdbcClient jdbc;

    Continuity(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One thing that does not add up. */
    record Fault(BreakKind kind, String detail) {}

    /**
     * What is compared. Balances are signed.
     *
     * @param page where it is one of several
     * @param continues whether a page lies before it, {@code continued} whether one lies after it
     */
    record Sheet(
            UUID id,
            StatementPart.Kind kind,
            String account,
            @Nullable String currency,
            String bankId,
            @Nullable BigDecimal sequence,
            LocalDate on,
            OffsetDateTime created,
            @Nullable BigDecimal opening,
            @Nullable BigDecimal closing,
            int entries,
            BigDecimal credits,
            BigDecimal debits,
            @Nullable Integer page,
            boolean continues,
            boolean continued) {

        /** In a sentence. */
        private String told(@Nullable BigDecimal amount) {
            return amount == null ? "no balance" : Figures.money(amount, currency);
        }

        private Neighbour asNeighbour() {
            return new Neighbour(id, opening, closing, sequence, on, page, continues, continued);
        }
    }

    private record Neighbour(
            UUID id,
            @Nullable BigDecimal opening,
            @Nullable BigDecimal closing,
            @Nullable BigDecimal sequence,
            LocalDate on,
            @Nullable Integer page,
            boolean continues,
            boolean continued) {

        /** Whether balances say that something is missing between them; unknown where one has none. */
        boolean apartFrom(Neighbour after) {
            return closing != null && after.opening != null && closing.compareTo(after.opening) != 0;
        }

        /** Whether the numbers of two pages of one statement say so. */
        boolean skipsPagesTo(Neighbour after) {
            return after.continues
                    && sequence != null
                    && after.sequence != null
                    && sequence.compareTo(after.sequence) == 0
                    && page != null
                    && after.page != null
                    && after.page > page + 1;
        }
    }

    /** The business day of a statement: that of its closing balance, or else the last one it is about. */
    static LocalDate day(StatementPart.Opened statement, StatementPart.@Nullable Balance closing, Instant now) {
        LocalDate closed = closing == null ? null : closing.on();
        LocalDate on = closed == null ? statement.to() : closed;
        Instant created = statement.createdAt() == null ? now : statement.createdAt();
        return on == null ? LocalDate.ofInstant(created, ZoneOffset.UTC) : on;
    }

    /**
     * Its place in the day. A bank that does not say when it made a statement counts its statements or pages, and they may
     * come in files of their own and in any order.
     */
    static Instant moment(StatementPart.Opened statement, LocalDate on, Instant now) {
        Integer page = statement.about().page();
        Duration behind = Duration.ofMillis(page == null ? 0 : Math.min(page, 999));
        if (statement.createdAt() != null) {
            return statement.createdAt().plus(behind);
        }
        BigDecimal sequence = statement.sequence();
        if (sequence == null) {
            return now;
        }
        return on.atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .plusSeconds(sequence.remainder(NUMBERS_OF_A_DAY).longValue())
                .plus(behind);
    }

    /** The statement of which this is the same one again. */
    Optional<UUID> repeated(Sheet sheet) {
        return jdbc.sql(SAME)
                .param("account", sheet.account())
                .param("kind", sheet.kind().name())
                .param("bank_id", sheet.bankId())
                .param("on", sheet.on())
                .param("sequence", sheet.sequence())
                .param("page", sheet.page())
                .param("opening", sheet.opening())
                .param("closing", sheet.closing())
                .param("entries", sheet.entries())
                .param("credits", sheet.credits())
                .param("debits", sheet.debits())
                .query(UUID.class)
                .optional();
    }

    /** An earlier version of a statement. */
    record Earlier(UUID id, int entries, BigDecimal credits, BigDecimal debits) {}

    /** The version that this one corrects. */
    Optional<Earlier> corrected(Sheet sheet) {
        return jdbc.sql(CORRECTED)
                .param("account", sheet.account())
                .param("id", sheet.id())
                .param("bank_id", sheet.bankId())
                .param("on", sheet.on())
                .param("sequence", sheet.sequence())
                .param("page", sheet.page())
                .param("opening", sheet.opening())
                .query((row, n) -> new Earlier(
                        row.getObject("id", UUID.class),
                        row.getInt("entries"),
                        row.getBigDecimal("credits"),
                        row.getBigDecimal("debits")))
                .optional();
    }

    /** Told once while it is open: a file of a foreign account may hold months of it. */
    Optional<Fault> unknownAccount(Sheet sheet) {
        boolean told = jdbc.sql(ALREADY_TOLD)
                .param("account", sheet.account())
                .query(Boolean.class)
                .single();
        return told
                ? Optional.empty()
                : Optional.of(new Fault(
                        BreakKind.UNKNOWN_ACCOUNT,
                        "The ERP has no bank account %s; its entries are kept and not matched"
                                .formatted(Masked.account(sheet.account()))));
    }

    private static Fault correction(Sheet sheet, Earlier earlier) {
        return new Fault(
                BreakKind.STATEMENT_CORRECTED,
                "It replaces a version with %s, credits %s and debits %s by one with %s, %s and %s; entries that are only in the earlier one stay as they were matched"
                        .formatted(
                                entries(earlier.entries()),
                                sheet.told(earlier.credits()),
                                sheet.told(earlier.debits()),
                                Figures.number(sheet.entries()),
                                sheet.told(sheet.credits()),
                                sheet.told(sheet.debits())));
    }

    List<Fault> faults(Sheet sheet, @Nullable Earlier corrected) {
        List<Fault> faults = new ArrayList<>();
        if (corrected != null) {
            faults.add(correction(sheet, corrected));
        }
        if (sheet.opening() != null && sheet.closing() != null) {
            BigDecimal expected = sheet.opening().add(sheet.credits()).subtract(sheet.debits());
            if (expected.compareTo(sheet.closing()) != 0) {
                faults.add(new Fault(
                        BreakKind.CLOSING_DIFFERS,
                        "Opening %s and the entries give %s, the statement closes with %s: a difference of %s"
                                .formatted(
                                        sheet.told(sheet.opening()),
                                        sheet.told(expected),
                                        sheet.told(sheet.closing()),
                                        sheet.told(sheet.closing().subtract(expected)))));
            }
        }
        neighbour(BEFORE, sheet, corrected == null ? null : corrected.id())
                .ifPresentOrElse(
                        before -> compare(before, sheet, faults),
                        () -> firstPage(sheet).ifPresent(faults::add));
        return faults;
    }

    /** The following statement, if this one is what it was missing. */
    Optional<UUID> healed(Sheet sheet) {
        Neighbour arrived = sheet.asNeighbour();
        return neighbour(AFTER, sheet, null)
                .filter(after -> after.opening() != null
                        && arrived.closing() != null
                        && !arrived.apartFrom(after)
                        && !arrived.skipsPagesTo(after))
                .map(Neighbour::id);
    }

    /** Nothing came before it, and yet its number says that pages lie before it. */
    private static Optional<Fault> firstPage(Sheet sheet) {
        Integer page = sheet.page();
        return sheet.continues() && sheet.sequence() != null && page != null && page > 1
                ? Optional.of(new Fault(
                        BreakKind.PAGE_MISSING,
                        "It is page %d of statement %s; the pages before it have not arrived"
                                .formatted(page, sheet.sequence().toPlainString())))
                : Optional.empty();
    }

    private static void compare(Neighbour before, Sheet sheet, List<Fault> faults) {
        Neighbour one = sheet.asNeighbour();
        boolean apart = before.apartFrom(one);
        if (before.skipsPagesTo(one) || (apart && (sheet.continues() || before.continued()))) {
            faults.add(new Fault(BreakKind.PAGE_MISSING, missingPage(before, sheet)));
        } else if (apart) {
            faults.add(new Fault(
                    BreakKind.OPENING_DIFFERS,
                    "The statement opens with %s, the one before it closed with %s"
                            .formatted(sheet.told(sheet.opening()), sheet.told(before.closing()))));
        }
        if (before.sequence() == null || sheet.sequence() == null) {
            return;
        }
        boolean newYear = sheet.on().getYear() != before.on().getYear();
        BigDecimal expected = before.sequence().add(BigDecimal.ONE);
        if (!newYear && sheet.sequence().compareTo(expected) > 0) {
            faults.add(new Fault(
                    BreakKind.SEQUENCE_GAP,
                    "Statement %s follows %s; what lies between has not arrived"
                            .formatted(
                                    sheet.sequence().toPlainString(),
                                    before.sequence().toPlainString())));
        }
    }

    private static String missingPage(Neighbour before, Sheet sheet) {
        return sheet.continues()
                ? "It goes on from %s, what came before it%s closes with %s; a page between them has not arrived"
                        .formatted(sheet.told(sheet.opening()), numbered(before), sheet.told(before.closing()))
                : "The statement before it%s goes on from %s; its next page has not arrived"
                        .formatted(numbered(before), sheet.told(before.closing()));
    }

    private static String entries(int count) {
        return count == 1 ? "1 entry" : Figures.number(count) + " entries";
    }

    private static String numbered(Neighbour one) {
        return one.sequence() == null
                ? ""
                : " (%s%s)".formatted(one.sequence().toPlainString(), one.page() == null ? "" : ", page " + one.page());
    }

    private Optional<Neighbour> neighbour(String sql, Sheet sheet, @Nullable UUID corrects) {
        return jdbc.sql(sql)
                .param("account", sheet.account())
                .param("id", sheet.id())
                .param("corrects", corrects)
                .param("on", sheet.on())
                .param("created", sheet.created())
                .query((row, n) -> new Neighbour(
                        row.getObject("id", UUID.class),
                        row.getBigDecimal("opening"),
                        row.getBigDecimal("closing"),
                        row.getBigDecimal("sequence"),
                        row.getObject("ordered_on", LocalDate.class),
                        row.getObject("page", Integer.class),
                        row.getBoolean("continues"),
                        row.getBoolean("continued")))
                .optional();
    }
}
