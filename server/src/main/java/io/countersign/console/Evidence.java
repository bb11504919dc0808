package io.countersign.console;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a match goes by, as it is kept, in the words and figures of people. */
final class Evidence {

    private static final Pattern MONEY = Pattern.compile("([A-Z]{3}) (-?\\d+(?:\\.\\d+)?)");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private Evidence() {}

    /** One line for each thing that is known, such as {@code Booked: EUR 1,172.39}. */
    static List<String> of(String kept, Words words) {
        try {
            return JsonMapper.shared().readTree(kept).properties().stream()
                    .map(known -> name(known.getKey()) + ": " + value(known.getValue(), words))
                    .toList();
        } catch (JacksonException noJson) {
            return List.of(kept);
        }
    }

    private static String name(String key) {
        String name = HUMP.matcher(key).replaceAll(" ").toLowerCase(Locale.ROOT);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String value(JsonNode value, Words words) {
        String text = value.isValueNode() ? value.asString() : value.toString();
        Matcher money = MONEY.matcher(text);
        return money.matches() ? words.money(new BigDecimal(money.group(2)), money.group(1)) : text;
    }
}
