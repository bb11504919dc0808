package io.countersign.sandbox.odoo;

import java.util.Map;

/** A request as it arrives at Odoo. */
public record Request(String path, Map<String, String> headers, String body) {

    /** Empty if it was not sent. */
    String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
