package io.countersign.gateway;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * How requests look, for the description of the API. They are not bound: bodies are read field by field, so that every
 * fault is told at once with its path.
 */
final class Requests {

    private Requests() {}

    @Schema(
            name = "NewPayment",
            description = "One amount to one creditor account",
            requiredProperties = {
                "legalEntity",
                "kind",
                "amount",
                "currency",
                "requestedOn",
                "creditorName",
                "creditorNumber",
                "invoiceReference"
            })
    record NewPayment(
            @Schema(description = "The code of the payer", example = "AO-DE")
            String legalEntity,

            @Schema(description = "Our account to debit; absent lets the currency choose", nullable = true)
            String debtorAccount,

            @Schema(allowableValues = {"SUPPLIER", "PAYROLL", "TAX", "REFUND", "TREASURY"})
            String kind,

            @Schema(
                    description = "Exact, as text (or as a JSON number, which is never read as a double)",
                    example = "1204.50",
                    pattern = "^\\d{1,18}(\\.\\d{1,6})?$")
            String amount,

            @Schema(description = "ISO 4217", example = "EUR")
            String currency,

            @Schema(description = "The date on which it is to be executed")
            LocalDate requestedOn,

            @Schema(maxLength = 70) String creditorName,

            @Schema(
                    description = "An IBAN or a domestic account number, without spaces",
                    example = "DE89370400440532013000")
            String creditorNumber,

            @Schema(description = "ISO 9362; needed with a domestic number", nullable = true)
            String creditorBic,

            @Schema(description = "ISO 3166-1 alpha-2", nullable = true)
            String creditorCountry,

            @Schema(
                    description =
                            "Text for the creditor; exactly one of this and structuredReference. The bank gets what its"
                                    + " field takes, often 140 characters; the whole text goes to the creditor as a"
                                    + " remittance advice, where policy sends one",
                    maxLength = 4000,
                    nullable = true)
            String remittance,

            @Schema(
                    description =
                            "RF creditor reference (ISO 11649), Belgian OGM, Swiss QR, or a national one of the creditor's"
                                    + " country; as printed or without spaces",
                    example = "RF18539007547034",
                    nullable = true)
            String structuredReference,

            @Schema(description = "ISO 20022 purpose code", example = "SUPP", nullable = true)
            String purpose,

            @Schema(description = "The document it pays; part of the duplicate guard", example = "INV-2026-4711")
            String invoiceReference,

            @Schema(description = "Absent lets the hub make one", maxLength = 35, nullable = true)
            String endToEndId) {}

    @Schema(
            name = "NewRun",
            description = "Either `invoices` with `requestedOn`, or `payments`",
            requiredProperties = {"name"})
    record NewRun(
            @Schema(description = "How people will call it", maxLength = 100, example = "Suppliers Germany, week 48")
            String name,

            @Schema(description = "The kind of payments that do not say their own", defaultValue = "SUPPLIER")
            String kind,

            @Schema(description = "Open invoices to pay; one payment per creditor account and currency")
            List<UUID> invoices,

            @Schema(
                    description =
                            "With invoices: of which bills less than what is open is paid. Each has a payment of its own; the"
                                    + " rest stays open")
            List<Part> parts,

            @Schema(description = "With invoices: when they are paid")
            LocalDate requestedOn,

            @Schema(description = "Instructions, at most 8 MiB; longer runs are uploaded as NDJSON or CSV")
            List<NewPayment> payments) {}

    @Schema(
            name = "InvoicePart",
            requiredProperties = {"invoiceId", "amount"})
    record Part(
            @Schema(description = "One of `invoices`, a bill")
            UUID invoiceId,

            @Schema(
                    description = "Exact, as text, in the bill's currency: above zero, at most what is open",
                    example = "412.75")
            String amount) {}

    @Schema(
            name = "RouteQuestion",
            requiredProperties = {"legalEntity", "amount", "currency", "requestedOn"})
    record RouteQuestion(
            @Schema(description = "The code of the payer", example = "AO-DE")
            String legalEntity,

            @Schema(description = "Our account to debit; absent lets the currency choose", nullable = true)
            String debtorAccount,

            @Schema(description = "An IBAN or a domestic account number", nullable = true)
            String creditorAccount,

            @Schema(description = "ISO 3166-1 alpha-2; needed without an IBAN", nullable = true)
            String creditorCountry,

            @Schema(
                    allowableValues = {"SUPPLIER", "PAYROLL", "TAX", "REFUND", "TREASURY"},
                    defaultValue = "SUPPLIER")
            String kind,

            @Schema(description = "Exact, as text", example = "1204.50")
            String amount,

            @Schema(description = "ISO 4217", example = "EUR")
            String currency,

            @Schema(description = "The requested execution date")
            LocalDate requestedOn,

            @Schema(description = "When it would be released; absent means now", nullable = true)
            Instant at) {}

    @Schema(
            name = "GivenSignature",
            requiredProperties = {"hash"})
    record Signature(
            @Schema(
                    description = "The hash that was shown with what is signed, from `to-sign`",
                    pattern = "^[0-9a-f]{64}$")
            String hash) {}

    @Schema(
            name = "Reason",
            requiredProperties = {"why"})
    record Reason(
            @Schema(description = "Kept on the audit trail", maxLength = 500)
            String why) {}

    @Schema(
            name = "BreakMatch",
            requiredProperties = {"payments", "why"})
    record BreakMatch(
            @Schema(description = "Ids of payments") List<UUID> payments,

            @Schema(description = "Other breaks whose lines belong to the same payment")
            List<UUID> breaks,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "BreakSplit",
            requiredProperties = {"payments", "kind", "why"})
    record BreakSplit(
            @Schema(description = "Ids of the payments that are a part of the line")
            List<UUID> payments,

            @Schema(
                    description = "What the rest is",
                    allowableValues = {"CHARGE", "ACCOUNT_FEE", "FX", "ROUNDING", "NOT_OURS"})
            String kind,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "BreakWriteOff",
            requiredProperties = {"kind", "why"})
    record BreakWriteOff(
            @Schema(allowableValues = {"CHARGE", "ACCOUNT_FEE", "FX", "ROUNDING"})
            String kind,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "Override",
            requiredProperties = {"outcome", "why"})
    record Overriding(
            @Schema(
                    description =
                            "SENT: the bank has it, go on. RESEND: the bank does not have it, send the same file again.",
                    allowableValues = {"SENT", "RESEND"})
            String outcome,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "AccountToValidate",
            requiredProperties = {"number"})
    record AccountToValidate(
            @Schema(description = "An IBAN; spaces are ignored")
            String number,

            @Schema(nullable = true) String bic) {}

    @Schema(
            name = "Resolution",
            requiredProperties = {"action", "why"})
    record Resolution(
            @Schema(description = "One of the case's actions")
            String action,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "NewNote",
            requiredProperties = {"text"})
    record Note(@Schema(maxLength = 2000) String text) {}

    @Schema(
            name = "NewPerson",
            requiredProperties = {"id", "name"})
    record NewPerson(
            @Schema(description = "The name to sign in with", example = "jana")
            String id,

            @Schema(example = "Jana Brückner") String name,
            @Schema(example = "[\"clerk\"]") List<String> roles,

            @Schema(description = "Legal entities in scope; empty means all")
            List<String> legalEntities) {}

    @Schema(
            name = "RoleGrant",
            requiredProperties = {"role", "why"})
    record RoleGrant(
            @Schema(example = "approver") String role,
            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "CapabilityGrant",
            requiredProperties = {"capability", "why"})
    record CapabilityGrant(
            @Schema(example = "payments:initiate") String capability,
            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "Extension",
            requiredProperties = {"expiresAt", "why"})
    record Extension(
            @Schema(description = "At most 400 days ahead") Instant expiresAt,
            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "Scope",
            requiredProperties = {"legalEntities", "why"})
    record Scope(
            @Schema(description = "Empty means all") List<String> legalEntities,
            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "PasswordChange",
            requiredProperties = {"old", "password"})
    record PasswordChange(
            String old, @Schema(minLength = 12) String password) {}

    @Schema(
            name = "NewServiceAccount",
            requiredProperties = {"id", "name", "owner", "expiresAt", "capabilities"})
    record NewServiceAccount(
            @Schema(description = "The client id", example = "payroll")
            String id,

            String name,

            @Schema(description = "The person who answers for it")
            String owner,

            @Schema(description = "At most 400 days ahead") Instant expiresAt,
            @Schema(example = "[\"payments:initiate\"]") List<String> capabilities,
            @Schema(description = "Empty means all") List<String> legalEntities,

            @Schema(description = "A public JWK, for private_key_jwt; absent gives it a client secret", nullable = true)
            String publicKey) {}

    @Schema(
            name = "NewFreeze",
            description = "What to stop, and why",
            requiredProperties = {"kind", "target", "why"})
    record NewFreeze(
            @Schema(allowableValues = {"CONNECTION", "LEGAL_ENTITY", "PARTY"})
            String kind,

            @Schema(description = "The connection's name, the legal entity's code or the party's id")
            String target,

            @Schema(maxLength = 500) String why) {}

    @Schema(
            name = "UploadReceipt",
            requiredProperties = {"receipt"})
    record UploadReceipt(
            @Schema(description = "The portal's receipt number, or how you know", maxLength = 500)
            String receipt) {}

    @Schema(
            name = "Recall",
            requiredProperties = {"reason", "why"})
    record Recall(
            @Schema(
                    description = "Cancellation reason of ISO 20022: paid twice, a technical problem, fraud",
                    allowableValues = {"DUPL", "TECH", "FRAD"})
            String reason,

            @Schema(description = "Why, for the record and the bank", maxLength = 500)
            String why) {}
}
