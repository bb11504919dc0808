package io.countersign.connectors.bank;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of SWIFT messages, so that a file that holds another one is refused by its name. */
final class MtMessages {

    private static final Set<String> STATEMENTS = Set.of("940", "941", "942", "950");

    private MtMessages() {}

    static boolean isStatement(String type) {
        return STATEMENTS.contains(type);
    }

    /** Such as {@code MT103 (customer credit transfer)}. */
    static String named(String type) {
        String name = name(type);
        return name == null ? "MT" + type : "MT%s (%s)".formatted(type, name);
    }

    private static @Nullable String name(String type) {
        return switch (type) {
            case "101" -> "request for transfer";
            case "103" -> "customer credit transfer";
            case "104" -> "direct debit";
            case "110" -> "advice of cheque";
            case "200", "202" -> "transfer between banks";
            case "205" -> "transfer between banks of a country";
            case "210" -> "notice to receive";
            case "900" -> "confirmation of debit";
            case "910" -> "confirmation of credit";
            case "920" -> "request for a statement";
            default -> common(type.substring(1));
        };
    }

    /** Each category has the same messages from n90 to n99. */
    private static @Nullable String common(String group) {
        return switch (group) {
            case "90" -> "advice of charges";
            case "91" -> "request for payment of charges";
            case "92" -> "request for cancellation";
            case "95" -> "query";
            case "96" -> "answer";
            case "98" -> "proprietary message";
            case "99" -> "free message";
            default -> null;
        };
    }
}
