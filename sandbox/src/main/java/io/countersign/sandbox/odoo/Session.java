package io.countersign.sandbox.odoo;

import java.util.List;
import java.util.Set;

/** Who calls: a user with groups and companies. */
record Session(int uid, String login, Set<String> groups, List<Integer> companies) {

    boolean in(String group) {
        return groups.contains(group) || groups.contains("admin");
    }

    boolean inAny(List<String> wanted) {
        return wanted.stream().anyMatch(this::in);
    }
}
