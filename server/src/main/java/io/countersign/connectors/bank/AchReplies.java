package io.countersign.connectors.bank;

import io.countersign.model.ErrorCode;
import io.countersign.model.ReasonCodes;
import io.countersign.payments.ReturnedEntries;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a NACHA file says of entries that were sent before, in the words of the payments they speak of, and which of its
 * entries say nothing that is certain.
 */
record AchReplies(List<ReturnedEntries.Entry> entries, List<Unclear> unclear, AchReader.Reading reading) {

    /** An entry on which nothing is done. */
    record Unclear(int line, String why) {

        Unreadable unreadable() {
            return new Unreadable(ErrorCode.FILE_FOREIGN, why, "line " + line, null);
        }
    }

    /** In the order of the file, all on which nothing was done, since {@code unmatched} name no payment of ours. */
    List<Unclear> left(List<Integer> unmatched) {
        List<Unclear> left = new ArrayList<>(unclear);
        unmatched.forEach(line -> left.add(new Unclear(line, "the entry is of no payment that was sent from here")));
        left.sort(Comparator.comparingInt(Unclear::line));
        return left;
    }

    static AchReplies read(InputStream file) {
        Gathered<ReturnedEntries.Entry> entries = new Gathered<>();
        Gathered<Unclear> unclear = new Gathered<>();
        AchReader.Reading reading = AchReader.read(FileHead.of(file), notice -> {
            String why = whyUnclear(notice);
            if (why == null) {
                entries.add(entry(notice));
            } else {
                unclear.add(new Unclear(notice.line(), why));
            }
        });
        return new AchReplies(entries.all(), unclear.all(), reading);
    }

    private static @Nullable String whyUnclear(AchNotice notice) {
        if (notice.kind() == null) {
            return "the entry neither came back nor is anything of it to be changed";
        }
        if (words(notice).isEmpty()) {
            return "%s neither returns an entry nor says what is to be changed".formatted(notice.code());
        }
        if ("IAT".equals(notice.entryClass())) {
            return "it is an international entry, and none is sent from here";
        }
        return notice.credit() ? null : "it is a debit, and none is sent from here";
    }

    private static Optional<String> words(AchNotice notice) {
        return (changes(notice) ? ReasonCodes.CHANGE : ReasonCodes.RETURN).words(notice.code());
    }

    private static boolean changes(AchNotice notice) {
        return notice.kind() == AchNotice.Kind.CHANGE;
    }

    private static ReturnedEntries.Entry entry(AchNotice notice) {
        String words = words(notice).orElseThrow();
        String code = String.valueOf(notice.code());
        String told = notice.told() == null ? "" : notice.told();
        String beside = changes(notice) ? corrected(code, told) : told;
        return new ReturnedEntries.Entry(
                notice.line(),
                changes(notice),
                code,
                beside.isBlank() ? words : words + ": " + beside.strip(),
                notice.individualId(),
                notice.originalTrace(),
                notice.account(),
                notice.amount());
    }

    /** Where in the corrected data a code has its new values; what does not fit is told as it was written. */
    private static String corrected(String code, String told) {
        List<String> values = switch (code) {
            case "C01" -> List.of(value("account number", told, 1, 17));
            case "C02", "C08" -> List.of(value("routing number", told, 1, 9));
            case "C03" -> List.of(value("routing number", told, 1, 9), value("account number", told, 13, 29));
            case "C05" -> List.of(kindOfAccount(told, 1));
            case "C06" -> List.of(value("account number", told, 1, 17), kindOfAccount(told, 21));
            case "C07" ->
                List.of(
                        value("routing number", told, 1, 9),
                        value("account number", told, 10, 26),
                        kindOfAccount(told, 27));
            default -> List.of("");
        };
        return values.stream().allMatch(v -> !v.isEmpty())
                ? "from now on " + String.join(", ", values)
                : told.isBlank() ? "" : "the bank writes “%s”".formatted(told.strip());
    }

    private static String value(String what, String told, int from, int to) {
        String value = FixedText.at(told, from, to);
        return value.isEmpty() ? "" : what + " " + value;
    }

    /** By the first digit of the transaction code. */
    private static String kindOfAccount(String told, int from) {
        String code = FixedText.at(told, from, from + 1);
        return switch (code.isEmpty() ? ' ' : code.charAt(0)) {
            case '2' -> "a checking account";
            case '3' -> "a savings account";
            case '4' -> "a general ledger account";
            case '5' -> "a loan account";
            default -> "";
        };
    }
}
