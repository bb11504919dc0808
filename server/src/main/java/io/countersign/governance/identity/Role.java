package io.countersign.governance.identity;

import static io.countersign.governance.identity.Capability.*;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What people are. {@link #capabilities} is the only table that says what they may do by it. */
public enum Role {
    /** Picks what is due, makes runs, mends what is wrong with them. */
    CLERK("clerk"),
    /** Brings salaries and mends what is wrong with them; the one who sees each of them. */
    PAYROLL_OFFICER("payroll-officer"),
    /** Signs what somebody else initiated. */
    APPROVER("approver"),
    /** Releases what others initiated and approved. */
    TREASURER("treasurer"),
    /** Keeps suppliers and their accounts; never pays. */
    VENDOR_EDITOR("vendor-editor"),
    /** Works statement breaks. */
    RECONCILIATION_CLERK("reconciliation-clerk"),
    /** Keeps the program running. */
    OPERATOR("operator"),
    /** Reads and verifies everything; changes nothing. */
    AUDITOR("auditor"),
    /** Says who may do what; does nothing else. */
    IDENTITY_ADMIN("identity-admin"),
    /** Writes the rules; does not act under them. */
    POLICY_OWNER("policy-owner");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /** The name in tokens, policies and documents, such as {@code vendor-editor}. */
    public String code() {
        return code;
    }

    public Set<Capability> capabilities() {
        return switch (this) {
            case CLERK -> Set.of(PAYMENTS_INITIATE, PAYMENTS_READ, PAYMENTS_CANCEL, INVOICES_READ, CASES_BUSINESS);
            case PAYROLL_OFFICER ->
                Set.of(PAYMENTS_INITIATE, PAYMENTS_READ, PAYMENTS_CANCEL, CASES_BUSINESS, PAYROLL_DETAILS);
            case APPROVER -> Set.of(PAYMENTS_APPROVE, PAYMENTS_READ, INVOICES_READ);
            case TREASURER -> Set.of(PAYMENTS_RELEASE, PAYMENTS_READ, PAYMENTS_CANCEL, INVOICES_READ);
            case VENDOR_EDITOR -> Set.of(SUPPLIERS_EDIT, INVOICES_READ);
            case RECONCILIATION_CLERK ->
                Set.of(RECONCILIATION_WORK, STATEMENTS_INGEST, PAYMENTS_READ, INVOICES_READ, CASES_BUSINESS);
            case OPERATOR -> Set.of(CASES_TECHNICAL, OPERATIONS_READ, EVENTS_READ, EVENTS_REPLAY, PAYMENTS_READ);
            case AUDITOR ->
                Set.of(AUDIT_READ, PAYMENTS_READ, PAYROLL_DETAILS, INVOICES_READ, EVENTS_READ, OPERATIONS_READ);
            case IDENTITY_ADMIN -> Set.of(IDENTITIES_MANAGE);
            case POLICY_OWNER -> Set.of(POLICIES_PROPOSE, CATALOGUE_MANAGE);
        };
    }

    /** @throws IllegalArgumentException if there is no such role */
    public static Role of(String code) {
        for (Role role : values()) {
            if (role.code.equals(code)) {
                return role;
            }
        }
        throw new IllegalArgumentException("No such role: " + code);
    }

    /** Everything that the holder of these roles may do. */
    public static Set<Capability> capabilitiesOf(Collection<String> roles) {
        Set<Capability> all = EnumSet.noneOf(Capability.class);
        for (String role : roles) {
            all.addAll(of(role).capabilities());
        }
        return all;
    }
}
