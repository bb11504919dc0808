package io.countersign.connectors.odoo;

import io.countersign.model.Figures;
import io.countersign.reconciliation.ErpBook;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The bookings of banks in Odoo. A booking is looked for before it is made and its shares before they are divided, so
 * repeating changes nothing; whoever calls this is the only one at work on it.
 */
final class BankLines {

    private static final String LINE = "account.bank.statement.line";
    private static final String MOVE = "account.move";
    private static final String ITEM = "account.move.line";
    private static final List<String> ITEM_FIELDS =
            List.of("account_id", "amount_currency", "balance", "currency_id", "reconciled");

    /**
     * Lets the items of a posted entry be changed, as Odoo itself does for its bank lines. They are changed on the entry, which
     * Odoo checks once at the end; by way of the bank line it checks after each command, and the first leaves it unbalanced.
     */
    private static final Map<String, Object> DIVIDING = Map.of("skip_readonly_check", true);

    private final Conversation odoo;
    private final Accounts accounts;

    BankLines(Conversation odoo, Accounts accounts) {
        this.odoo = odoo;
        this.accounts = accounts;
    }

    /** The same, but writing nothing any more as soon as it is not allowed. */
    BankLines writingWhile(BooleanSupplier allowed) {
        return new BankLines(odoo.writingWhile(allowed), accounts.again());
    }

    /**
     * A booking as it stands in Odoo.
     *
     * @param booked the day of the bank
     * @param on the day in Odoo, another one where the bank's lies in a locked period
     * @param move its entry
     * @param entry the number of its entry
     * @param shares on which accounts it is
     * @param lacking kinds of difference that no account is configured for; they wait on the suspense account
     */
    record Standing(
            int id,
            LocalDate booked,
            LocalDate on,
            int move,
            String entry,
            BigDecimal amount,
            String currency,
            String shares,
            Set<String> lacking,
            Accounts.Journal journal) {}

    /** One share of a booking, to be put on an account. */
    private record Piece(int account, BigDecimal amount, String label) {}

    private record Pieces(List<Piece> pieces, Set<String> lacking) {}

    /** Makes a booking, if it is not there, and divides it. */
    Standing stand(BankBooking booking) {
        Accounts.Journal journal = accounts.journal(booking.journal());
        Pieces pieces = pieces(booking, journal);
        Optional<Rec> known = find(booking);
        Rec line = known.orElseGet(() -> create(booking, pieces));
        if (!near(line.decimal("amount"), booking.amount())) {
            throw refused("Odoo shows the booking %s with %s instead of %s"
                    .formatted(
                            booking.reference(),
                            Figures.money(line.decimal("amount"), line.refName("currency_id")),
                            Figures.money(booking.amount(), line.refName("currency_id"))));
        }
        boolean whole = known.isEmpty() && pieces.pieces().size() == 1;
        if (booking.foreign() == null && !whole) {
            divide(booking, line, journal, pieces.pieces());
        }
        return standing(booking, line, journal, pieces);
    }

    private static Standing standing(BankBooking booking, Rec line, Accounts.Journal journal, Pieces pieces) {
        String currency = line.refName("currency_id");
        String shares = pieces.pieces().stream()
                .map(piece -> Figures.money(piece.amount(), currency) + " " + piece.label())
                .collect(Collectors.joining(", "));
        return new Standing(
                line.id(),
                booking.on(),
                line.date("date").orElse(booking.on()),
                line.ref("move_id"),
                line.refName("move_id"),
                line.decimal("amount"),
                currency,
                shares,
                pieces.lacking(),
                journal);
    }

    /** At most one, whoever made it; a request that something on the way sent twice makes two. */
    Optional<Rec> find(BankBooking booking) {
        List<?> domain = List.of(
                List.of("payment_ref", "=", booking.reference()), List.of("journal_id", "=", booking.journal()));
        List<Rec> lines = odoo.rows(Call.search(LINE, domain, List.of("date", "move_id", "amount", "currency_id")));
        if (lines.size() > 1) {
            throw refused("Odoo shows %d bookings with the reference %s".formatted(lines.size(), booking.reference()));
        }
        return lines.stream().findFirst();
    }

    private Rec create(BankBooking booking, Pieces pieces) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("journal_id", booking.journal());
        values.put("date", booking.on().toString());
        values.put("payment_ref", booking.reference());
        values.put("amount", booking.amount());
        if (booking.partner() != 0) {
            values.put("partner_id", booking.partner());
        }
        values.put("counterpart_account_id", pieces.pieces().getFirst().account());
        BankBooking.Share payment = booking.payment();
        if (booking.foreign() != null && payment != null) {
            values.put("foreign_currency_id", booking.foreign().currency());
            values.put("amount_currency", payment.amount());
        }
        odoo.create(LINE, values);
        return find(booking).orElseThrow(() -> refused("Odoo took the bank's booking and does not show it"));
    }

    /** Shares of one account are one; Odoo wants at most one on the suspense account. */
    private Pieces pieces(BankBooking booking, Accounts.Journal journal) {
        Map<Integer, Piece> pieces = new LinkedHashMap<>();
        Set<String> lacking = new LinkedHashSet<>();
        if (booking.payment() != null) {
            int account = booking.payment().account();
            pieces.put(account, new Piece(account, booking.payment().amount(), "to the payment"));
        }
        if (booking.foreign() == null) {
            for (ErpBook.Difference difference : booking.differences()) {
                Piece piece = piece(difference, journal, lacking);
                pieces.merge(
                        piece.account(),
                        piece,
                        (one, two) -> new Piece(one.account(), one.amount().add(two.amount()), one.label()));
            }
        }
        return new Pieces(List.copyOf(pieces.values()), lacking);
    }

    private Piece piece(ErpBook.Difference difference, Accounts.Journal journal, Set<String> lacking) {
        Optional<Accounts.Account> account = difference.kind().equals(Accounts.NOT_OURS)
                ? Optional.empty()
                : accounts.of(journal, difference.kind(), difference.amount());
        if (account.isPresent()) {
            return new Piece(
                    account.get().id(),
                    difference.amount(),
                    "on " + account.get().label());
        }
        if (!difference.kind().equals(Accounts.NOT_OURS)) {
            lacking.add(difference.kind());
        }
        return new Piece(journal.suspense(), difference.amount(), "left open");
    }

    /** Puts each share on its account: what is not there yet is taken from the one item that belongs to no share. */
    private void divide(BankBooking booking, Rec line, Accounts.Journal journal, List<Piece> pieces) {
        List<Rec> rest = new ArrayList<>();
        List<Piece> open = new ArrayList<>(pieces);
        List<?> domain = List.of(List.of("move_id", "=", line.ref("move_id")));
        for (Rec item : odoo.rows(Call.search(ITEM, domain, ITEM_FIELDS).with("order", "id asc"))) {
            Optional<Piece> piece =
                    open.stream().filter(one -> holds(item, one)).findFirst();
            piece.ifPresentOrElse(open::remove, () -> {
                if (item.ref("account_id") != journal.bank()) {
                    rest.add(item);
                }
            });
        }
        if (rest.isEmpty() && open.isEmpty()) {
            return;
        }
        BigDecimal sum = open.stream().map(Piece::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (rest.size() != 1
                || rest.getFirst().flag("reconciled")
                || !near(rest.getFirst().decimal("amount_currency"), sum.negate())) {
            throw refused("The booking %s was divided in Odoo otherwise than here".formatted(booking.reference()));
        }
        List<Object> commands = Shares.commands(
                rest.getFirst(),
                booking.partner(),
                booking.reference(),
                open.stream()
                        .map(piece ->
                                new Shares.Share(piece.account(), piece.amount().negate()))
                        .toList());
        odoo.ask(new Call(
                        MOVE,
                        "write",
                        List.of(line.ref("move_id")),
                        Map.of("vals", Map.of("line_ids", commands)),
                        Map.of())
                .with("context", DIVIDING));
    }

    private static boolean holds(Rec item, Piece piece) {
        return item.ref("account_id") == piece.account()
                && near(item.decimal("amount_currency"), piece.amount().negate());
    }

    /** Matches what is open on one account in two entries; nothing if it is matched already. */
    void join(int account, int first, int second) {
        List<?> domain = List.of(
                List.of("move_id", "in", List.of(first, second)),
                List.of("account_id", "=", account),
                List.of("reconciled", "=", false));
        List<Integer> lines = odoo.rows(Call.search(ITEM, domain, List.of("move_id"))).stream()
                .map(Rec::id)
                .toList();
        if (lines.size() == 2) {
            odoo.ask(Call.on(ITEM, "reconcile", lines));
        }
    }

    /** Takes a booking of ours out of Odoo, its reconciliation first. */
    void takeBack(int line) {
        List<Rec> found = odoo.rows(Call.read(LINE, List.of(line), List.of("is_reconciled")));
        if (!found.isEmpty()) {
            odoo.ask(Call.on(LINE, "action_undo_reconciliation", List.of(line)));
            odoo.ask(Call.on(LINE, "unlink", List.of(line)));
        }
    }

    private static boolean near(BigDecimal one, BigDecimal other) {
        return one.subtract(other).abs().compareTo(Rec.NOISE) < 0;
    }

    private static OdooTrouble refused(String why) {
        return new OdooTrouble(Call.search(LINE, List.of(), List.of()), new Outcome.Refused(Outcome.Reason.RULE, why));
    }
}
