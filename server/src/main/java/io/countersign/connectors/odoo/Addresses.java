package io.countersign.connectors.odoo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Postal addresses of partners and companies, which have the same fields. */
final class Addresses {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Addresses() {}

    /** A JSON object with street, city, postcode, country; null if nothing is known. */
    static @Nullable String of(Rec row) {
        Map<String, Object> address = new LinkedHashMap<>();
        put(address, "street", join(row.text("street"), row.text("street2")));
        put(address, "city", row.text("city"));
        put(address, "postcode", row.text("zip"));
        put(address, "country", row.text("country_code"));
        return address.isEmpty() ? null : JSON.writeValueAsString(address);
    }

    private static void put(Map<String, Object> address, String name, @Nullable String value) {
        if (value != null) {
            address.put(name, value);
        }
    }

    private static @Nullable String join(@Nullable String first, @Nullable String second) {
        return first == null ? second : second == null ? first : first + ", " + second;
    }
}
