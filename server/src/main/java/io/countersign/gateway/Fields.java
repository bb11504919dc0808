package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes the fields out of a JSON object, keeping every fault with its path; fields nobody takes are faults as well. */
final class Fields {

    /** Stands in where a value is faulty, so that the rest can be checked; never leaves an edge that has faults. */
    static final Money SOME_MONEY = Money.of("1", "EUR");

    static final LocalDate SOME_DAY = LocalDate.of(2000, 1, 1);

    private static final int UUID_LENGTH = 36;
    private static final int MOST_DIGITS = 18;
    private static final int MOST_DECIMALS = 6;

    private final ObjectNode object;
    private final String path;
    private final List<Fault> faults;
    private final Set<String> taken = new HashSet<>();

    Fields(ObjectNode object, String path, List<Fault> faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
    }

    Fields(ObjectNode object) {
        this(object, "", new ArrayList<>());
    }

    /** A text that has to be there; empty if it is faulty. */
    String text(String name) {
        String text = optionalText(name);
        if (text == null && !taken.contains("!" + name)) {
            fault(name, ErrorCode.INVALID, "This field is missing");
        }
        return text == null ? "" : text;
    }

    @Nullable
    String optionalText(String name) {
        JsonNode node = take(name);
        if (node == null) {
            return null;
        }
        if (node.isString()) {
            return node.stringValue();
        }
        taken.add("!" + name);
        fault(name, ErrorCode.INVALID, "A text is expected");
        return null;
    }

    /** A sentence of a person: kept as written, so it has to be printable. */
    String reason(String name, int most) {
        String text = text(name);
        if (text.length() > most) {
            fault(name, ErrorCode.TEXT_INVALID, "At most %d characters are possible".formatted(most));
        } else if (text.isBlank() && object.has(name)) {
            fault(name, ErrorCode.TEXT_INVALID, "A reason is expected");
        } else if (!text.codePoints().allMatch(Fields::canBeKept)) {
            fault(name, ErrorCode.TEXT_INVALID, "A character in it cannot be kept");
        }
        return text;
    }

    /** Neither control characters nor halves of a character, which no database keeps. */
    private static boolean canBeKept(int character) {
        return character == '\n'
                || (!Character.isISOControl(character) && Character.getType(character) != Character.SURROGATE);
    }

    /** An exact amount, as text or as a number, with its currency beside it. */
    Money money(String amountName, String currencyName) {
        BigDecimal amount = amount(amountName);
        Currency currency = currency(currencyName);
        if (amount == null || currency == null) {
            return SOME_MONEY;
        }
        try {
            return new Money(amount, currency);
        } catch (IllegalArgumentException notPayable) {
            fault(amountName, ErrorCode.AMOUNT_INVALID, String.valueOf(notPayable.getMessage()));
            return SOME_MONEY;
        }
    }

    LocalDate date(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return SOME_DAY;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException none) {
            fault(name, ErrorCode.DATE_INVALID, "A date that exists is expected, as 2026-11-24");
            return SOME_DAY;
        }
    }

    Instant time(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return Instant.EPOCH;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            fault(name, ErrorCode.DATE_INVALID, "A time with its offset is expected, as 2026-11-24T09:00:00Z");
            return Instant.EPOCH;
        }
    }

    /** One of the constants of an enumeration; null if it is faulty. */
    <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        if (!text.isEmpty()) {
            fault(name, ErrorCode.INVALID, "One of %s is expected".formatted(List.of(type.getEnumConstants())));
        }
        return null;
    }

    /** An id that has to be there; null if it is faulty. */
    @Nullable
    UUID id(String name) {
        String text = text(name);
        UUID id = uuid(text);
        if (id == null && !text.isEmpty()) {
            fault(name, ErrorCode.INVALID, "An id is expected");
        }
        return id;
    }

    List<UUID> ids(String name) {
        List<UUID> ids = new ArrayList<>();
        List<String> texts = texts(name);
        for (int i = 0; i < texts.size(); i++) {
            UUID id = uuid(texts.get(i));
            if (id == null) {
                fault(name + "/" + i, ErrorCode.INVALID, "An id is expected");
            } else {
                ids.add(id);
            }
        }
        return ids;
    }

    List<String> texts(String name) {
        JsonNode node = take(name);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof ArrayNode array)) {
            fault(name, ErrorCode.INVALID, "A list is expected");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isString()) {
                texts.add(array.get(i).stringValue());
            } else {
                fault(name + "/" + i, ErrorCode.INVALID, "A text is expected");
            }
        }
        return texts;
    }

    @Nullable
    ArrayNode list(String name) {
        JsonNode node = take(name);
        if (node == null || node instanceof ArrayNode) {
            return (ArrayNode) node;
        }
        fault(name, ErrorCode.INVALID, "A list is expected");
        return null;
    }

    boolean has(String name) {
        JsonNode node = object.get(name);
        return node != null && !node.isNull();
    }

    /** What was not taken was not understood. */
    Fields noOthers() {
        for (String name : object.propertyNames()) {
            if (!taken.contains(name)) {
                fault(pointer(name), ErrorCode.INVALID, "This field is not known here");
            }
        }
        return this;
    }

    /** Refuses the request if there were faults. */
    void check() {
        noOthers();
        if (!faults.isEmpty()) {
            throw ApiProblem.of(faults);
        }
    }

    void fault(String name, ErrorCode code, String message) {
        faults.add(new Fault(path + "/" + name, code, message));
    }

    static @Nullable UUID uuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    /** An exact amount whose currency is told elsewhere; null if it is faulty. */
    @Nullable
    BigDecimal amount(String name) {
        JsonNode node = take(name);
        if (node == null) {
            fault(name, ErrorCode.AMOUNT_INVALID, "The amount is missing");
            return null;
        }
        if (node.isNumber()) {
            return bounded(name, node.decimalValue());
        }
        if (!node.isString() || !isPlain(node.stringValue())) {
            fault(name, ErrorCode.AMOUNT_INVALID, "Digits with an optional decimal point are expected");
            return null;
        }
        return new BigDecimal(node.stringValue());
    }

    /** {@code 1e999999999} is a short text and a number that must never be written out. */
    private @Nullable BigDecimal bounded(String name, BigDecimal number) {
        if (number.scale() > MOST_DECIMALS || number.scale() < 0 || number.precision() > MOST_DIGITS + MOST_DECIMALS) {
            fault(name, ErrorCode.AMOUNT_INVALID, "Digits with an optional decimal point are expected");
            return null;
        }
        return number;
    }

    private static boolean isPlain(String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String decimals = dot < 0 ? "0" : text.substring(dot + 1);
        String digits = whole.startsWith("-") ? whole.substring(1) : whole;
        return areDigits(digits, MOST_DIGITS) && areDigits(decimals, MOST_DECIMALS);
    }

    private static boolean areDigits(String text, int most) {
        if (text.isEmpty() || text.length() > most) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private @Nullable Currency currency(String name) {
        String code = optionalText(name);
        if (code == null) {
            if (!taken.contains("!" + name)) {
                fault(name, ErrorCode.CURRENCY_INVALID, "The currency is missing");
            }
            return null;
        }
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException none) {
            // told below, like a code that is not money
        }
        fault(name, ErrorCode.CURRENCY_INVALID, "A currency of ISO 4217 that can be paid is expected");
        return null;
    }

    private @Nullable JsonNode take(String name) {
        taken.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    /** A name as a part of a JSON Pointer. */
    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
