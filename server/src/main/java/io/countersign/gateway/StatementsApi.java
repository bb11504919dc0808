package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.reconciliation.BreakKind;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Certificate;
import io.countersign.reconciliation.CertificateDocument;
import io.countersign.reconciliation.Certificates;
import io.countersign.reconciliation.Correction;
import io.countersign.reconciliation.InTransit;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.Statements;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Statements", description = "What banks say happened on our accounts, and what does not match")
class StatementsApi {

    private final Statements statements;
    private final Breaks breaks;
    private final Certificates certificates;
    private final InTransit inTransit;

    StatementsApi(Statements statements, Breaks breaks, Certificates certificates, InTransit inTransit) {
        this.statements = statements;
        this.breaks = breaks;
        this.certificates = certificates;
        this.inTransit = inTransit;
    }

    @GetMapping("/v1/statements")
    @Operation(
            operationId = "listStatements",
            summary = "List statements, newest first",
            description = "Needs `payments:read`, `reconciliation:work` or `statements:ingest`.")
    Wire.Page<Statements.View> list(
            Caller caller,
            @RequestParam(name = "account", required = false) @Nullable String account,
            @RequestParam(name = "legalEntity", required = false) @Nullable String legalEntity,
            @RequestParam(name = "kind", required = false) StatementPart.@Nullable Kind kind,
            @RequestParam(name = "text", required = false) @Nullable String text,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        read(caller);
        Statements.Filter filter = new Statements.Filter(account, legalEntity, kind, text);
        int most = Answers.limit(limit);
        return page(Answers.page(after, cursor -> statements.list(caller, filter, cursor, most)));
    }

    @GetMapping("/v1/statements/{id}")
    @Operation(
            operationId = "readStatement",
            summary = "Read one statement",
            description = "Needs the same as the list.")
    Statements.View one(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        return Answers.found(statements.find(caller, id));
    }

    @GetMapping("/v1/statements/{id}/pages")
    @Operation(
            operationId = "listStatementPages",
            summary = "List the pages in which the bank tells the statement that is, or has, this one",
            description =
                    "In their order; empty where the statement has only one. A page without `statementId` has not arrived,"
                            + " and `complete` is false where the last one has not. Needs the same as the list.")
    Statements.Pages pages(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        Answers.found(statements.find(caller, id));
        return statements.pages(caller, id);
    }

    @GetMapping("/v1/statements/{id}/lines")
    @Operation(operationId = "listStatementLines", summary = "List the lines of a statement, in the order of the bank")
    Wire.Page<Statements.Line> lines(
            Caller caller,
            @PathVariable("id") UUID id,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        read(caller);
        if (statements.find(caller, id).isEmpty()) {
            throw new ApiProblem(ErrorCode.NOT_FOUND, null);
        }
        int most = Answers.limit(limit);
        return page(Answers.page(after, cursor -> statements.lines(caller, id, cursor, most)));
    }

    @GetMapping("/v1/statements/{id}/corrections")
    @Operation(
            operationId = "readStatementCorrections",
            summary = "Read what a statement changes about the version that it replaces, entry by entry",
            description =
                    "Counts what is gone, added and changed among the booked entries, and tells the first 50 of each."
                            + " Not found where the statement replaces none: its `corrects` is absent then. Salaries are counted,"
                            + " and told only with `payroll:details`. Needs the same as the list.")
    Correction corrections(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        return Answers.found(statements.correction(caller, id));
    }

    @GetMapping("/v1/breaks")
    @Operation(
            operationId = "listBreaks",
            summary = "List what should match and does not, oldest first",
            description = "Needs `payments:read` or `reconciliation:work`.")
    Wire.Page<Breaks.View> breaks(
            Caller caller,
            @Parameter(description = "Only those nobody has solved") @RequestParam(name = "open", defaultValue = "true")
                    boolean open,
            @RequestParam(name = "kind", required = false) @Nullable BreakKind kind,
            @RequestParam(name = "legalEntity", required = false) @Nullable String legalEntity,
            @RequestParam(name = "statement", required = false) @Nullable UUID statement,
            @Parameter(description = "Only those past the time policy gives them")
                    @RequestParam(name = "overdue", defaultValue = "false")
                    boolean overdue,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        read(caller);
        Breaks.Filter filter = new Breaks.Filter(open, kind, legalEntity, statement, overdue);
        int most = Answers.limit(limit);
        return page(Answers.page(after, cursor -> breaks.list(caller, filter, cursor, most)));
    }

    @GetMapping("/v1/statements/{id}/certificate")
    @Operation(
            operationId = "readBalanceCertificate",
            summary = "Read the balance certificate of the day of a final statement",
            description = "Needs the same as the list. With `.csv` or `.pdf` behind it, the same as a file.")
    Certificate certificate(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        return Answers.found(certificates.of(caller, id));
    }

    @GetMapping(path = "/v1/statements/{id}/certificate.csv", produces = "text/csv")
    @Operation(operationId = "readBalanceCertificateCsv", summary = "Read the balance certificate as CSV")
    ResponseEntity<byte[]> csv(Caller caller, @PathVariable("id") UUID id) {
        CertificateDocument document = new CertificateDocument(certificate(caller, id));
        return file(document.name() + ".csv", document.csv());
    }

    @GetMapping(path = "/v1/statements/{id}/certificate.pdf", produces = "application/pdf")
    @Operation(operationId = "readBalanceCertificatePdf", summary = "Read the balance certificate as PDF")
    ResponseEntity<byte[]> pdf(Caller caller, @PathVariable("id") UUID id) {
        CertificateDocument document = new CertificateDocument(certificate(caller, id));
        return file(document.name() + ".pdf", document.pdf());
    }

    @GetMapping("/v1/in-transit")
    @Operation(
            operationId = "readInTransit",
            summary = "What left and is not booked yet, by currency, state and age",
            description = "Needs the same as the list of statements.")
    List<InTransit.Bucket> inTransit(Caller caller) {
        read(caller);
        return inTransit.buckets(caller);
    }

    private static ResponseEntity<byte[]> file(String name, byte[] content) {
        String disposition =
                ContentDisposition.attachment().filename(name).build().toString();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .body(content);
    }

    private static void read(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ, Capability.RECONCILIATION_WORK, Capability.STATEMENTS_INGEST);
    }

    private static <T> Wire.Page<T> page(Statements.Page<T> page) {
        return new Wire.Page<>(page.items(), page.next());
    }
}
