package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.CutOffRule;
import io.countersign.model.Money;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads until when of a business day a bank still executes what it gets. */
final class CutOffReader {

    private static final int MOST_DAYS = 9;

    private CutOffReader() {}

    /** Those with currencies come before those without, so that the first that fits says most. */
    static List<CutOffRule> read(Section root, Set<String> offered) {
        List<CutOffRule> rules = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Section section : root.sections("cut-offs")) {
            CutOffRule rule = one(section, offered, rules.size() + 1);
            for (String scheme : rule.schemes()) {
                Set<String> currencies = rule.currencies().isEmpty() ? Set.of("") : rule.currencies();
                for (String currency : currencies) {
                    if (!taken.add(scheme + " " + currency)) {
                        section.complain("scheme", "%s %s has a cut-off already".formatted(scheme, currency));
                    }
                }
            }
            rules.add(rule);
        }
        rules.sort(Comparator.comparing(rule -> rule.currencies().isEmpty()));
        return List.copyOf(rules);
    }

    private static CutOffRule one(Section section, Set<String> offered, int number) {
        Set<String> schemes = new LinkedHashSet<>(section.texts("scheme"));
        boolean any = offered.contains(Profile.ANY);
        schemes.stream()
                .filter(scheme -> !any && !offered.contains(scheme))
                .forEach(scheme -> section.complain("scheme", "The profile has no scheme " + scheme));
        if (schemes.isEmpty()) {
            section.complain("scheme", "A cut-off is for a scheme or several");
        }
        boolean always = Boolean.TRUE.equals(section.flag("always"));
        LocalTime at = section.time("at");
        ZoneId zone = section.zone("zone");
        if (always == (at != null) || (at != null && zone == null)) {
            section.complain("at", "A cut-off has a time and a zone, or always: true");
        }
        CutOffRule rule = new CutOffRule(
                "cut-off-" + number,
                schemes,
                section.set("currencies", Money::isCurrency, "A currency of ISO 4217"),
                always ? null : at,
                zone == null ? ZoneOffset.UTC : zone,
                section.number("days", 0, 0, MOST_DAYS));
        section.end();
        return rule;
    }
}
