package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A postal address as banks take it since November 2026: structured when town and country are known; hybrid, with the
 * street as an address line, when the street does not fit its field; only the country otherwise.
 */
record PostalAddress(
        @Nullable String street,
        @Nullable String postcode,
        @Nullable String town,
        @Nullable String country,
        @Nullable String line) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int STREET = 70;

    static PostalAddress of(@Nullable String json, @Nullable String knownCountry) {
        JsonNode node = json == null ? JSON.createObjectNode() : JSON.readTree(json);
        String town = field(node, "city", 35);
        String country = knownCountry == null ? field(node, "country", 2) : knownCountry;
        if (town == null || country == null) {
            return new PostalAddress(null, null, null, country, null);
        }
        String street = field(node, "street", 140);
        String second = field(node, "street2", 70);
        String whole = street == null ? second : second == null ? street : street + ", " + second;
        String postcode = field(node, "postcode", 16);
        return whole == null || whole.length() <= STREET
                ? new PostalAddress(whole, postcode, town, country, null)
                : new PostalAddress(null, postcode, town, country, BankText.of(whole, STREET));
    }

    boolean isEmpty() {
        return country == null;
    }

    private static @Nullable String field(JsonNode node, String name, int max) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            return null;
        }
        String text = BankText.of(value.asString(), max);
        return text.isEmpty() ? null : text;
    }
}
