package io.countersign.sandbox.odoo;

import java.util.List;

/** The two generations that behave differently. */
public enum OdooVersion {
    V18("18.0-20250421", "18.0", 18),
    V19("19.0", "19.0", 19);

    private final String full;
    private final String series;
    private final int major;

    OdooVersion(String full, String series, int major) {
        this.full = full;
        this.series = series;
        this.major = major;
    }

    String full() {
        return full;
    }

    String series() {
        return series;
    }

    List<Object> info() {
        return List.of(major, 0, 0, "final", 0, "");
    }
}
