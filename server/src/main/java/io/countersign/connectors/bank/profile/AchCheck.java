package io.countersign.connectors.bank.profile;

import io.countersign.payments.ports.BankRail.Draft;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an ACH file once more, record by record, and compares everything it says of itself with what is in it: lengths,
 * order, counts, entry hash, amounts, blocks (Nacha Operating Rules, appendix three). Debits are read as well, for files
 * of others. Bounded memory.
 */
final class AchCheck {

    private static final int MOST_FAULTS = 20;

    private final List<String> faults = new ArrayList<>();
    private int line;
    private int batches;
    private int entries;
    private int entriesOfBatch;
    private int credits;
    private long hash;
    private long hashOfBatch;
    private BigDecimal credit = BigDecimal.ZERO;
    private BigDecimal debit = BigDecimal.ZERO;
    private BigDecimal creditOfBatch = BigDecimal.ZERO;
    private BigDecimal debitOfBatch = BigDecimal.ZERO;
    private boolean ended;
    private char before = '0';

    /** What a file holds by its own records; amounts in major units. {@code faults} are those against itself. */
    record Content(int batches, int entriesAndAddenda, BigDecimal debit, BigDecimal credit, List<String> faults) {}

    private AchCheck() {}

    static Content read(Path file) throws IOException {
        return new AchCheck().content(file);
    }

    static List<String> faults(Draft draft, Path file) throws IOException {
        AchCheck check = new AchCheck();
        Content content = check.content(file);
        List<String> all = new ArrayList<>(content.faults());
        if (content.credit().compareTo(draft.total()) != 0) {
            all.add("sum of the payments is %s, expected %s".formatted(content.credit(), draft.total()));
        }
        if (check.credits != draft.payments()) {
            all.add("number of payments is %d, expected %d".formatted(check.credits, draft.payments()));
        }
        return all;
    }

    private Content content(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String record = reader.readLine(); record != null; record = reader.readLine()) {
                line++;
                read(record);
            }
        }
        if (!ended) {
            add("the file control record is missing");
        }
        if (line % AchFile.BLOCK != 0) {
            add("the file has %d records, no whole number of blocks of ten".formatted(line));
        }
        return new Content(batches, entries, debit, credit, List.copyOf(faults));
    }

    private void read(String record) {
        if (record.length() != AchFile.RECORD) {
            add("%d characters instead of %d".formatted(record.length(), AchFile.RECORD));
            return;
        }
        char type = record.charAt(0);
        if (!follows(type)) {
            add("a record %s cannot follow a record %s".formatted(type, before));
        }
        switch (type) {
            case '1' -> {}
            case '5' -> startBatch();
            case '6' -> entry(record);
            case '7' -> entriesOfBatch++;
            case '8' -> batchControl(record);
            case '9' -> fileControl(record);
            default -> add("there is no record type " + type);
        }
        before = type;
    }

    private boolean follows(char type) {
        return switch (type) {
            case '1' -> line == 1;
            case '5' -> before == '1' || before == '8';
            case '6' -> before == '5' || before == '6' || before == '7';
            case '7' -> before == '6' || before == '7';
            case '8' -> before == '6' || before == '7' || before == '5';
            case '9' -> before == '8' || before == '9' || before == '1';
            default -> true;
        };
    }

    private void startBatch() {
        batches++;
        entriesOfBatch = 0;
        hashOfBatch = 0;
        creditOfBatch = BigDecimal.ZERO;
        debitOfBatch = BigDecimal.ZERO;
    }

    private void entry(String record) {
        entriesOfBatch++;
        String routing = record.substring(3, 12);
        if (!AchRules.isRouting(routing)) {
            add("the check digit of the routing number does not agree");
        }
        hashOfBatch += AchFile.firstEight(routing);
        BigDecimal amount = amount(record, 29, 39);
        if (isCredit(record.charAt(2))) {
            creditOfBatch = creditOfBatch.add(amount);
            credits++;
        } else {
            debitOfBatch = debitOfBatch.add(amount);
        }
    }

    /** The second digit of a transaction code: 0 to 4 is a credit, 5 to 9 a debit. */
    private static boolean isCredit(char digit) {
        return digit < '5';
    }

    private void batchControl(String record) {
        expect("entries of the batch", number(record, 4, 10), entriesOfBatch);
        expect("entry hash of the batch", number(record, 10, 20), hashOfBatch % 10_000_000_000L);
        expect("debits of the batch", amount(record, 20, 32), debitOfBatch);
        expect("credits of the batch", amount(record, 32, 44), creditOfBatch);
        entries += entriesOfBatch;
        hash += hashOfBatch;
        credit = credit.add(creditOfBatch);
        debit = debit.add(debitOfBatch);
    }

    private void fileControl(String record) {
        if (ended) {
            if (!record.equals("9".repeat(AchFile.RECORD))) {
                add("only filling follows the file control record");
            }
            return;
        }
        ended = true;
        expect("batches", number(record, 1, 7), batches);
        expect("blocks", number(record, 7, 13), (line + AchFile.BLOCK - 1) / AchFile.BLOCK);
        expect("entries", number(record, 13, 21), entries);
        expect("entry hash", number(record, 21, 31), hash % 10_000_000_000L);
        expect("debits", amount(record, 31, 43), debit);
        expect("credits", amount(record, 43, 55), credit);
    }

    private long number(String record, int from, int to) {
        String digits = record.substring(from, to);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            add("digits are expected at %d to %d".formatted(from + 1, to));
            return -1;
        }
        return Long.parseLong(digits);
    }

    private BigDecimal amount(String record, int from, int to) {
        return BigDecimal.valueOf(number(record, from, to), 2);
    }

    private void expect(String what, long said, long counted) {
        if (said != counted) {
            add("%s: it says %d, there are %d".formatted(what, said, counted));
        }
    }

    private void expect(String what, BigDecimal said, BigDecimal counted) {
        if (said.compareTo(counted) != 0) {
            add("%s: it says %s, they are %s".formatted(what, said, counted));
        }
    }

    private void add(String fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add("line %d: %s".formatted(line, fault));
        }
    }
}
