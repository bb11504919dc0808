package io.countersign.connectors.bank;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The fields of a BAI2 record one after another, over its continuations; the last of a detail is text with commas. */
final class BaiFields {

    private final int line;
    private final Deque<String> texts;
    private final Deque<String> fields = new ArrayDeque<>();

    BaiFields(BaiRecords.Logical record) {
        this.line = record.line();
        this.texts = new ArrayDeque<>(record.more());
        split(record.first());
    }

    private void split(String text) {
        fields.addAll(List.of(text.split(",", -1)));
    }

    int line() {
        return line;
    }

    boolean hasNext() {
        if (fields.isEmpty() && !texts.isEmpty()) {
            split(texts.removeFirst());
        }
        return !fields.isEmpty();
    }

    /** The next field; empty where the record ends before it. */
    String next() {
        return hasNext() ? fields.removeFirst().strip() : "";
    }

    /** All that is left, as the lines of the file have it. */
    List<String> text() {
        List<String> left = new ArrayList<>();
        if (!fields.isEmpty()) {
            left.add(String.join(",", fields).strip());
        }
        texts.stream().map(String::strip).forEach(left::add);
        return left.stream().filter(t -> !t.isEmpty()).toList();
    }

    /**
     * Passes the funds type and what belongs to it; answers it. S has three amounts, V a date and a time, D a number of
     * pairs.
     */
    Funds funds() {
        String type = next();
        switch (type) {
            case "", "Z", "0", "1", "2" -> {
                return new Funds(type, "");
            }
            case "S" -> skip(3);
            case "V" -> {
                String date = next();
                skip(1);
                return new Funds(type, date);
            }
            case "D" -> skip(2 * FixedText.count(line, next()));
            default -> throw Unreadable.at(line, "a funds type is not one of BAI2");
        }
        return new Funds(type, "");
    }

    /** @param date of funds type V; empty otherwise */
    record Funds(String type, String date) {}

    private void skip(int many) {
        for (int n = 0; n < many; n++) {
            if (!hasNext()) {
                throw Unreadable.at(line, "the record ends inside its funds type");
            }
            next();
        }
    }
}
