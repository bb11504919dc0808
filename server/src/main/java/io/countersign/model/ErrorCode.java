package io.countersign.model;

/**
 * The one error catalogue, in order of precedence: where several apply, the first decides the answer. Each code has a
 * heading of the same name in {@code docs/errors.md}.
 */
public enum ErrorCode {
    UNAUTHENTICATED("AUTH-1001", 401, "Sign in or send a valid token", "Get a new access token and try again."),
    CAPABILITY_MISSING(
            "AUTH-1002", 403, "You may not do this", "Ask an identity administrator for the capability named here."),
    OUT_OF_SCOPE("AUTH-1003", 403, "This legal entity is not yours", "Use an identity whose scope contains it."),
    TOXIC_PAIR("AUTH-1004", 409, "These roles may not be held by one person", "Remove the other role before granting."),

    MALFORMED("REQ-1001", 400, "The request cannot be read", "Correct the syntax at the place named here."),
    INVALID("REQ-1002", 422, "The request has faults", "Correct every fault listed here and send it again."),
    NOT_FOUND("REQ-1003", 404, "There is no such thing", "Check the identifier."),
    TOO_LARGE("REQ-1004", 413, "The request is too large", "Split it, or use the streaming upload."),
    UNSUPPORTED_MEDIA("REQ-1005", 415, "This media type is not accepted", "Use one of the types named here."),
    IDEMPOTENCY_KEY_MISSING("REQ-1006", 400, "An Idempotency-Key is needed", "Send one unique key per instruction."),
    IDEMPOTENCY_MISMATCH(
            "REQ-1007", 422, "This Idempotency-Key was used for another body", "Use a new key for a new instruction."),
    IDEMPOTENCY_IN_PROGRESS("REQ-1008", 409, "The first request with this key is still running", "Try again shortly."),
    METHOD_NOT_ALLOWED("REQ-1009", 405, "This cannot be done here", "Use one of the methods named here."),
    NOT_ACCEPTABLE("REQ-1010", 406, "No answer in that form is possible", "Accept one of the types named here."),
    TOO_MANY("REQ-1011", 429, "Too many at once", "Try again later, or with fewer at once."),

    SAME_PERSON("SOD-2001", 403, "One person may not act twice on a payment", "Ask someone who has not acted on it."),
    VENDOR_EDITOR(
            "SOD-2002", 403, "You changed this creditor's bank account", "Ask someone who has not edited the account."),
    ROLE_NOT_ASKED("SOD-2003", 403, "The policy asks for another role", "Ask a holder of the role named here."),
    OVERRIDE_NEEDS_SECOND(
            "SOD-2004", 409, "A second person must confirm", "Ask another holder of payments:release to confirm."),

    WRONG_STATE("PAY-3001", 409, "The payment is not in a state for this", "Read it again and decide anew."),
    CHANGED("PAY-3002", 409, "It changed since you looked", "Read it again and decide anew."),
    HASH_MISMATCH("PAY-3003", 409, "The content differs from what was shown", "Read it again; nothing was signed."),
    ON_HOLD("PAY-3004", 409, "A hold stops this payment", "Resolve the case named here."),
    UNKNOWN_OUTCOME(
            "PAY-3005", 409, "The outcome at the bank is unknown", "Wait for the bank, or override it by two people."),
    NOTHING_TO_DO("PAY-3006", 409, "No payment of the run can take this step", "Look at the payments of the run."),
    INVOICE_TAKEN("PAY-3007", 409, "Another payment already pays this invoice", "Look at the payment named here."),
    INVOICE_NOT_PAYABLE("PAY-3008", 409, "This invoice may not be paid", "Clear the reason named here."),

    IBAN_INVALID("DATA-4001", 422, "The IBAN is not valid", "Ask the creditor for the right account number."),
    BIC_INVALID("DATA-4002", 422, "The BIC is not valid", "Use the 8 or 11 characters of ISO 9362."),
    AMOUNT_INVALID(
            "DATA-4003", 422, "The amount is not payable", "Use a positive amount with the currency's decimals."),
    CURRENCY_INVALID("DATA-4004", 422, "The currency is not usable", "Use an ISO 4217 code."),
    REFERENCE_INVALID("DATA-4005", 422, "The structured reference is not valid", "Check its check digits."),
    TEXT_INVALID("DATA-4006", 422, "The text cannot be sent", "Shorten it or remove the characters named here."),
    DATE_INVALID("DATA-4007", 422, "The date is not usable", "Use a date that exists and is not past."),
    ACCOUNT_UNKNOWN("DATA-4008", 422, "No such account of ours", "Use a debtor account of this legal entity."),

    NO_POLICY("POL-5001", 422, "No policy row decides this", "Ask the policy owner to add a row."),
    POLICY_BROKEN("POL-5002", 422, "The policy file is not valid", "Correct the line named here; the old one runs."),
    NO_ROUTE("POL-5003", 422, "No route reaches this account", "Ask the policy owner to add a route."),
    PROFILE_BROKEN("POL-5004", 422, "The bank profile is not valid", "Correct the line named here; the old one runs."),
    BANK_REFUSES(
            "POL-5005",
            422,
            "The bank would refuse this payment",
            "Correct the data named here, or take another route."),

    FILE_UNREADABLE("FILE-6001", 422, "The file cannot be read", "Look at the quarantined file and its reason."),
    FILE_FOREIGN("FILE-6002", 422, "The file is not ours", "Check which bank connection sent it."),
    FILE_SEAL(
            "FILE-6004",
            422,
            "The file is not signed and encrypted as agreed",
            "Ask the bank which key it used; compare it with the settings of the connection."),
    FILE_SEEN("FILE-6003", 409, "This file was already received", "Nothing to do; the first one counts."),

    DEPENDENCY_DOWN("OPS-7001", 503, "A system we depend on does not answer", "Nothing is lost; it is tried again."),
    INTERNAL("OPS-7002", 500, "Something is wrong on our side", "Give the correlation id to the operator.");

    private final String code;
    private final int status;
    private final String title;
    private final String next;

    ErrorCode(String code, int status, String title, String next) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.next = next;
    }

    /** The stable identifier, such as {@code SOD-2001}. */
    public String code() {
        return code;
    }

    /** The HTTP status the gateway answers with (RFC 9110). */
    public int status() {
        return status;
    }

    /** A plain sentence that says what is wrong. */
    public String title() {
        return title;
    }

    /** What the reader can do next. */
    public String next() {
        return next;
    }
}
