package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;

/**
 * Tells what a NACHA file is: entries of others, returns (addenda 99), notifications of change (addenda 98). None of them
 * moves a payment by itself; a person must see them.
 */
final class NachaCheck {

    private static final int RECORD = 94;

    private NachaCheck() {}

    static Unreadable refused(SourceLines lines) {
        int entries = 0;
        int returns = 0;
        int changes = 0;
        int firstReturn = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            // Some files have no line ends at all.
            for (int from = 0; from < line.length(); from += RECORD) {
                String record = line.substring(from, Math.min(from + RECORD, line.length()));
                entries += record.startsWith("6") ? 1 : 0;
                if (record.startsWith("799") || record.startsWith("798")) {
                    returns += record.startsWith("799") ? 1 : 0;
                    changes += record.startsWith("798") ? 1 : 0;
                    firstReturn = firstReturn == 0 ? lines.number() : firstReturn;
                }
            }
        }
        return Unreadable.at(Math.max(firstReturn, 1), why(entries, returns, changes));
    }

    private static String why(int entries, int returns, int changes) {
        String what = name(returns, changes);
        return what == null
                ? "the file is a NACHA file of %d entries, which is an order and no statement".formatted(entries)
                : "the file is NACHA with %s, which move nothing here by themselves; a person works them"
                        .formatted(what);
    }

    private static @Nullable String name(int returns, int changes) {
        if (returns == 0 && changes == 0) {
            return null;
        }
        return "%d returns (addenda 99) and %d notifications of change (addenda 98)".formatted(returns, changes);
    }
}
