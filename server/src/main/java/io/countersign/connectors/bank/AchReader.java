package io.countersign.connectors.bank;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the NACHA files in which a bank tells of entries that were sent before: returns (addenda 99) and notifications of
 * change (addenda 98; Nacha Operating Rules, appendices three to five). A file that holds none of them is an order of
 * somebody else's and refused.
 */
final class AchReader {

    static final String MESSAGE = "NACHA";

    private static final Pattern HEAD = Pattern.compile("101.{31}094|5[ \\d]{3}.{90}|[67]\\d{2}.{91}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
    private static final int RECORD = 94;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT);

    private final Consumer<AchNotice> out;
    private final Oddities oddities = new Oddities();
    private @Nullable String messageId;
    private @Nullable LocalDate createdOn;
    private @Nullable String entryClass;
    private @Nullable String entry;
    private int entryLine;
    private @Nullable String notice;
    private int entries;
    private int notices;

    /**
     * What came of a file.
     *
     * @param messageId from the file header: origin, day, time and modifier; null where it is missing
     * @param createdOn the day of the file header
     */
    record Reading(@Nullable String messageId, @Nullable LocalDate createdOn, List<String> warnings) {}

    private AchReader(Consumer<AchNotice> out) {
        this.out = out;
    }

    static boolean recognises(FileHead head) {
        return HEAD.matcher(head.text()).lookingAt();
    }

    /** @throws Unreadable if the file tells of nothing that was sent before, or holds what is no record */
    static Reading read(FileHead head, Consumer<AchNotice> out) {
        return new AchReader(out).file(head);
    }

    private Reading file(FileHead head) {
        SourceLines lines = new SourceLines(head.content(), oddities);
        int records = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            // Some files have no line ends at all.
            for (int from = 0; from < line.length(); from += RECORD) {
                records++;
                String record = line.substring(from, Math.min(from + RECORD, line.length()));
                record(record, line.stripTrailing().length() > RECORD ? records : lines.number());
            }
        }
        endEntry();
        if (notices == 0) {
            throw Unreadable.at(
                    1, "the file is a NACHA file of %d entries, which is an order and no statement".formatted(entries));
        }
        return new Reading(messageId, createdOn, oddities.ofFile());
    }

    private void record(String record, int line) {
        if (record.isEmpty()) {
            return;
        }
        switch (record.charAt(0)) {
            case '1' -> header(record);
            case '5' -> {
                endEntry();
                entryClass = field(record, 51, 53);
            }
            case '6' -> {
                endEntry();
                entry = record;
                entryLine = line;
                entries++;
            }
            case '7' -> addenda(record, line);
            case '8', '9' -> endEntry();
            default -> {
                if (!record.isBlank()) {
                    throw Unreadable.at(line, "there is no NACHA record of this type");
                }
            }
        }
    }

    private void header(String record) {
        String made = FixedText.at(record, 14, 34);
        messageId = made.isEmpty() ? null : "ACH-" + made.replaceAll("\\s", "");
        try {
            createdOn = LocalDate.parse(FixedText.at(record, 24, 29), DAY);
        } catch (DateTimeParseException noDay) {
            createdOn = null;
        }
    }

    private void addenda(String record, int line) {
        String type = FixedText.at(record, 2, 3);
        if (!type.equals("98") && !type.equals("99")) {
            return;
        }
        if (entry == null) {
            throw Unreadable.at(line, "an addenda record belongs to no entry");
        }
        notice = record;
    }

    /** Told once all its addenda are known. */
    private void endEntry() {
        String of = entry;
        if (of == null) {
            return;
        }
        String said = notice;
        boolean international = "IAT".equals(entryClass);
        AchNotice.Kind kind = said == null
                ? null
                : FixedText.at(said, 2, 3).equals("99") ? AchNotice.Kind.RETURN : AchNotice.Kind.CHANGE;
        notices += kind == null ? 0 : 1;
        out.accept(new AchNotice(
                entryLine,
                kind,
                said == null ? null : field(said, 4, 6),
                entryClass,
                said == null ? null : field(said, 7, 21),
                international ? null : field(of, 40, 54),
                FixedText.at(of, international ? 40 : 13, international ? 74 : 29),
                FixedText.at(of, 3, 3).compareTo("5") < 0,
                amount(of),
                said == null ? null : told(said, kind, international)));
        entry = null;
        notice = null;
    }

    /** An international return repeats the amount before what is written. */
    private static @Nullable String told(String said, AchNotice.@Nullable Kind kind, boolean international) {
        return kind == AchNotice.Kind.CHANGE
                ? FixedText.filled(said, 36, 64)
                : field(said, international ? 46 : 36, 79);
    }

    /** What is on no entry that is told of is not needed. */
    private BigDecimal amount(String record) {
        String cents = FixedText.at(record, 30, 39);
        if (DIGITS.matcher(cents).matches()) {
            return BigDecimal.valueOf(Long.parseLong(cents), 2);
        }
        if (notice == null) {
            return BigDecimal.ZERO;
        }
        throw Unreadable.at(entryLine, "the amount of the entry is no number");
    }

    private static @Nullable String field(String record, int from, int to) {
        return FixedText.orNull(FixedText.at(record, from, to));
    }
}
