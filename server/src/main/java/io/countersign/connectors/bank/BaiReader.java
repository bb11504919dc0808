package io.countersign.connectors.bank;

import io.countersign.connectors.bank.BaiRecords.Logical;
import io.countersign.reconciliation.StatementPart;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads files (01, 99) of groups (02, 98) of accounts (03, 49) with details (16). The control totals and counts of all three
 * levels are proved: a file in which one does not hold is refused, since nothing else proves an account's details.
 */
final class BaiReader {

    private static final String VERSION = "2";

    private final BaiRecords records;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;

    private final Level file = new Level("file (99)");
    private Level group = new Level("group (98)");
    private @Nullable BaiGroup groupHead;
    private @Nullable BaiAccount account;
    private @Nullable String messageId;
    private boolean opened;
    private boolean ended;

    BaiReader(BaiRecords records, Oddities oddities, Consumer<StatementPart> out) {
        this.records = records;
        this.oddities = oddities;
        this.out = out;
    }

    /** What a trailer tells: the sum of its parts, how many they are, and of how many lines. */
    private static final class Level {
        private final String name;
        BigDecimal sum = BigDecimal.ZERO;
        int parts;
        int lines;

        Level(String name) {
            this.name = name;
        }

        void prove(Logical trailer) {
            BaiFields fields = trailer.fields();
            proveTotal(trailer.line(), name, sum, fields.next());
            proveCount(trailer.line(), name, "parts", parts, fields.next());
            proveCount(trailer.line(), name, "lines", lines, fields.next());
        }
    }

    static void proveTotal(int line, String of, BigDecimal summed, String told) {
        if (whole(line, told).compareTo(summed) != 0) {
            throw Unreadable.at(
                    line,
                    "the control total of the %s differs from the sum of its records by %s"
                            .formatted(of, whole(line, told).subtract(summed).toPlainString()));
        }
    }

    static void proveCount(int line, String of, String what, int counted, String told) {
        if (FixedText.count(line, told) != counted) {
            throw Unreadable.at(
                    line, "the trailer of the %s tells %s %s, there are %d".formatted(of, told, what, counted));
        }
    }

    /** A number with an optional sign, as all amounts of BAI2 are written. */
    static BigDecimal whole(int line, String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigDecimal value = FixedText.minor(line, digits, 0);
        return negative ? value.negate() : value;
    }

    /** Answers the sender's identification of the file. */
    @Nullable
    String read() {
        for (Logical record = records.next(); record != null; record = records.next()) {
            if (ended) {
                throw Unreadable.at(record.line(), "a record follows the end of the file (99)");
            }
            file.lines += record.physicalLines();
            group.lines += record.physicalLines();
            switch (record.code()) {
                case "01" -> begin(record);
                case "02" -> openGroup(record);
                case "03" -> openAccount(record);
                case "16" -> account(record).detail(record);
                case "49" -> closeAccount(record);
                case "98" -> closeGroup(record);
                case "99" -> end(record);
                default -> throw Unreadable.at(record.line(), "the record code is not one of BAI2");
            }
        }
        if (!ended) {
            throw Unreadable.at(records.number(), "the file ends without its trailer (99); it is cut");
        }
        return messageId;
    }

    private void begin(Logical record) {
        if (opened) {
            throw Unreadable.at(record.line(), "a file has two headers (01)");
        }
        opened = true;
        BaiFields fields = record.fields();
        String sender = fields.next();
        fields.next();
        String date = fields.next();
        fields.next();
        messageId = sender + "/" + date + "/" + fields.next();
        fields.next();
        fields.next();
        String version = fields.next();
        if (!version.equals(VERSION)) {
            throw Unreadable.at(record.line(), "the file is not of version 2 of BAI");
        }
    }

    private void openGroup(Logical record) {
        if (!opened) {
            throw Unreadable.at(record.line(), "the file does not begin with its header (01)");
        }
        if (groupHead != null) {
            throw Unreadable.at(record.line(), "a group (02) begins before the one before it ended (98)");
        }
        group = new Level("group (98)");
        group.lines = record.physicalLines();
        groupHead = BaiGroup.of(record, oddities);
    }

    private void openAccount(Logical record) {
        if (groupHead == null) {
            throw Unreadable.at(record.line(), "an account (03) stands outside of a group (02)");
        }
        if (account != null) {
            throw Unreadable.at(record.line(), "an account (03) begins before the one before it ended (49)");
        }
        account = new BaiAccount(groupHead, messageId, oddities, out);
        account.open(record);
    }

    private BaiAccount account(Logical record) {
        if (account == null) {
            throw Unreadable.at(record.line(), "a record stands outside of an account (03)");
        }
        return account;
    }

    private void closeAccount(Logical record) {
        BaiAccount of = account(record);
        group.sum = group.sum.add(of.close(record));
        group.parts++;
        account = null;
    }

    private void closeGroup(Logical record) {
        if (groupHead == null || account != null) {
            throw Unreadable.at(record.line(), "a group ends (98) where none is open, or inside an account");
        }
        group.prove(record);
        file.sum = file.sum.add(group.sum);
        file.parts++;
        groupHead = null;
    }

    private void end(Logical record) {
        if (groupHead != null || !opened) {
            throw Unreadable.at(record.line(), "the file ends (99) inside a group, or has no header (01)");
        }
        file.prove(record);
        ended = true;
    }
}
