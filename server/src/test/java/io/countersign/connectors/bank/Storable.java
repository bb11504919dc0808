package io.countersign.connectors.bank;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether PostgreSQL and every reader of our JSON can take what a reader told: looks into records and lists. */
final class Storable {

    private static final int LONGEST_TEXT = 1 << 20;
    private static final int MOST_DIGITS = 40;

    private Storable() {}

    /** @throws AssertionError if it cannot be stored */
    static void check(@Nullable Object value) {
        switch (value) {
            case String text -> text(text);
            case BigDecimal number ->
                require(
                        number.precision() <= MOST_DIGITS && Math.abs(number.scale()) <= MOST_DIGITS,
                        "a number is of finite size");
            case LocalDate day -> year(day.getYear());
            case Instant time -> {
                require(
                        time.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
                                && time.isBefore(Instant.parse("9999-12-31T23:59:59Z")),
                        "a time is one of a calendar");
                year(time.atZone(ZoneOffset.UTC).getYear());
            }
            case List<?> list -> list.forEach(Storable::check);
            case Record record -> components(record);
            case null, default -> {}
        }
    }

    private static void components(Record record) {
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                check(component.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void text(String text) {
        require(text.length() <= LONGEST_TEXT, "a text is not longer than a remittance may be");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            require(c != 0, "a text has no NUL, which PostgreSQL cannot store");
            if (Character.isHighSurrogate(c)) {
                require(
                        at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1)),
                        "a text has no half character");
                at++;
            } else {
                require(!Character.isLowSurrogate(c), "a text has no half character");
            }
        }
    }

    private static void year(int year) {
        require(year >= 1 && year <= 9999, "a date is one of a calendar");
    }

    private static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("Broken promise: " + promise);
        }
    }
}
