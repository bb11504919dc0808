package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.AddressForm;
import io.countersign.connectors.bank.profile.Profile.Incomplete;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A postal address as a bank takes it: each part in its field; or hybrid, with a street that does not fit its field as a
 * line; or, where a bank still takes that, lines only.
 *
 * @param cut what did not fit, in plain words; null if everything did
 */
record PostalAddress(
        @Nullable String street,
        @Nullable String postcode,
        @Nullable String town,
        @Nullable String country,
        List<String> lines,
        @Nullable String cut) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int STREET = 70;
    private static final int TOWN = 35;
    private static final int POSTCODE = 16;
    private static final PostalAddress NONE = new PostalAddress(null, null, null, null, List.of(), null);

    /** No more of an address than its country. */
    static PostalAddress country(String country) {
        return new PostalAddress(null, null, null, country, List.of(), null);
    }

    /** The parts of an address as they are known, in the bank's characters. */
    record Parts(
            @Nullable String street,
            @Nullable String postcode,
            @Nullable String town,
            @Nullable String country) {

        static Parts of(@Nullable String json, @Nullable String knownCountry, Texts texts) {
            if (json == null) {
                return new Parts(null, null, null, knownCountry);
            }
            JsonNode node = JSON.readTree(json);
            String street = field(node, "street", 140, texts);
            String second = field(node, "street2", 70, texts);
            return new Parts(
                    street == null ? second : second == null ? street : street + ", " + second,
                    field(node, "postcode", POSTCODE, texts),
                    field(node, "city", TOWN, texts),
                    knownCountry == null ? field(node, "country", 2, texts) : knownCountry);
        }

        boolean complete() {
            return town != null && country != null;
        }
    }

    /** The address of an instruction in the form its profile asks for on the execution date. */
    static PostalAddress of(@Nullable String json, @Nullable String knownCountry, Profile profile, LocalDate on) {
        Parts parts = Parts.of(json, knownCountry, profile.texts());
        if (!parts.complete()) {
            return profile.addresses().incomplete() == Incomplete.COUNTRY && parts.country() != null
                    ? new PostalAddress(null, null, null, parts.country(), List.of(), null)
                    : NONE;
        }
        return of(parts, profile.addresses().on(on));
    }

    private static PostalAddress of(Parts parts, AddressForm form) {
        String street = parts.street();
        String fitting =
                street == null || street.length() <= STREET ? street : BankText.trimmed(street.substring(0, STREET));
        boolean fits = fitting == null || fitting.equals(street);
        String cut = fits ? null : "The street is cut to " + STREET + " characters";
        if (form == AddressForm.LINES) {
            return lines(parts, fitting, cut);
        }
        boolean asLine = form == AddressForm.HYBRID && !fits;
        return new PostalAddress(
                asLine ? null : fitting,
                parts.postcode(),
                parts.town(),
                parts.country(),
                asLine && fitting != null ? List.of(fitting) : List.of(),
                cut);
    }

    private static PostalAddress lines(Parts parts, @Nullable String street, @Nullable String cut) {
        List<String> lines = new ArrayList<>();
        if (street != null) {
            lines.add(street);
        }
        lines.add(parts.postcode() == null ? String.valueOf(parts.town()) : parts.postcode() + " " + parts.town());
        return new PostalAddress(null, null, null, parts.country(), lines, cut);
    }

    boolean isEmpty() {
        return country == null;
    }

    /** As a reader would write it on an envelope. */
    List<String> asLines() {
        String place = Stream.of(postcode, town)
                .filter(part -> part != null)
                .reduce((a, b) -> a + " " + b)
                .orElse("");
        List<String> all = new ArrayList<>();
        if (street != null) {
            all.add(street);
        }
        all.addAll(lines);
        if (!place.isEmpty()) {
            all.add(place);
        }
        if (country != null) {
            all.add(country);
        }
        return all;
    }

    private static @Nullable String field(JsonNode node, String name, int max, Texts texts) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            return null;
        }
        String text = texts.write(value.asString(), max);
        return text.isEmpty() ? null : text;
    }
}
