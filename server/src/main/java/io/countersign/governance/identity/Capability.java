package io.countersign.governance.identity;

/** A permission named by the business act it allows. The only permissions there are. */
public enum Capability {
    PAYMENTS_INITIATE("payments:initiate"),
    PAYMENTS_APPROVE("payments:approve"),
    PAYMENTS_RELEASE("payments:release"),
    PAYMENTS_READ("payments:read"),
    PAYMENTS_CANCEL("payments:cancel"),
    /** Sees single salaries; without it a payroll is seen as totals. */
    PAYROLL_DETAILS("payroll:details"),
    SUPPLIERS_EDIT("suppliers:edit"),
    SUPPLIERS_VERIFY("suppliers:verify"),
    INVOICES_READ("invoices:read"),
    STATEMENTS_INGEST("statements:ingest"),
    RECONCILIATION_WORK("reconciliation:work"),
    CASES_BUSINESS("cases:business"),
    CASES_TECHNICAL("cases:technical"),
    EVENTS_READ("events:read"),
    EVENTS_REPLAY("events:replay"),
    WEBHOOKS_MANAGE("webhooks:manage"),
    POLICIES_PROPOSE("policies:propose"),
    POLICIES_APPROVE("policies:approve"),
    CATALOGUE_MANAGE("catalogue:manage"),
    IDENTITIES_MANAGE("identities:manage"),
    OPERATIONS_READ("operations:read"),
    AUDIT_READ("audit:read");

    private final String code;

    Capability(String code) {
        this.code = code;
    }

    /** The name in tokens, policies and documents, such as {@code payments:release}. */
    public String code() {
        return code;
    }

    /** @throws IllegalArgumentException if there is no such capability */
    public static Capability of(String code) {
        for (Capability capability : values()) {
            if (capability.code.equals(code)) {
                return capability;
            }
        }
        throw new IllegalArgumentException("No such capability: " + code);
    }
}
