package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.ports.BankInbox;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Certificate;
import io.countersign.reconciliation.CertificateDocument;
import io.countersign.reconciliation.Certificates;
import io.countersign.reconciliation.Statements;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** Statements: the list, one statement with its balance proof, lines and breaks, its certificate, and the bank's own text. */
@Page
class StatementsPage {

    private static final int LINES = 50;
    private static final int BREAKS = 50;

    private final Statements statements;
    private final Breaks breaks;
    private final Certificates certificates;
    private final BankInbox inbox;

    StatementsPage(Statements statements, Breaks breaks, Certificates certificates, BankInbox inbox) {
        this.statements = statements;
        this.breaks = breaks;
        this.certificates = certificates;
        this.inbox = inbox;
    }

    @GetMapping("/statements")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Statements.Page<Statements.View> found =
                statements.list(visit.inView(), new Statements.Filter(null, null, null, sought), after, Pager.ROWS);
        page.addAttribute("text", sought);
        page.addAttribute("statements", found.items());
        page.addAttribute(
                "readsFiles",
                visit.may(Capability.STATEMENTS_INGEST)
                        || visit.may(Capability.RECONCILIATION_WORK)
                        || visit.may(Capability.AUDIT_READ));
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/statements");
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/statements";
    }

    @GetMapping("/statements/{id}")
    String one(Visit visit, @PathVariable UUID id, @RequestParam @Nullable String after, Model page) {
        Statements.View statement = statement(visit, id);
        Statements.Page<Statements.Line> lines = statements.lines(visit.caller(), id, after, LINES);
        page.addAttribute("statement", statement);
        page.addAttribute("pages", statements.pages(visit.caller(), id));
        page.addAttribute("lines", lines.items());
        page.addAttribute("shown", statements.showsText(visit.caller(), id));
        page.addAttribute("pager", Pager.of(UriComponentsBuilder.fromPath("/statements/" + id), after, lines.next()));
        page.addAttribute(
                "breaks",
                visit.may(Capability.RECONCILIATION_WORK)
                        ? breaks.list(visit.caller(), new Breaks.Filter(true, null, null, id, false), null, BREAKS)
                                .items()
                        : List.of());
        return "console/statement";
    }

    @PostMapping("/statements/{id}/lines/{line}/undo")
    String undo(
            Visit visit,
            @PathVariable UUID id,
            @PathVariable UUID line,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        Breaks.Result result = breaks.undoMatch(visit.caller(), line, why);
        after.addFlashAttribute("said", BreaksPage.said("Match undone", "The match stands", result));
        return result instanceof Breaks.Result.Done done
                ? "redirect:/reconciliation/" + done.view().id()
                : "redirect:/statements/" + id;
    }

    @GetMapping("/statements/{id}/certificate")
    String certificate(Visit visit, @PathVariable UUID id, Model page) {
        page.addAttribute("certificate", certificate(visit, id));
        page.addAttribute("id", id);
        return "console/certificate";
    }

    @GetMapping("/statements/{id}/certificate.csv")
    ResponseEntity<byte[]> csv(Visit visit, @PathVariable UUID id) {
        CertificateDocument document = new CertificateDocument(certificate(visit, id));
        return file(document.name() + ".csv", MediaType.parseMediaType("text/csv;charset=UTF-8"), document.csv());
    }

    @GetMapping("/statements/{id}/certificate.pdf")
    ResponseEntity<byte[]> pdf(Visit visit, @PathVariable UUID id) {
        CertificateDocument document = new CertificateDocument(certificate(visit, id));
        return file(document.name() + ".pdf", MediaType.APPLICATION_PDF, document.pdf());
    }

    @GetMapping("/statements/{id}/source")
    String source(Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "1") int line, Model page) {
        Statements.View statement = statement(visit, id);
        boolean shown = statements.showsText(visit.caller(), id);
        page.addAttribute("statement", statement);
        page.addAttribute("shown", shown);
        page.addAttribute("lines", shown ? lines(visit, statement, line) : List.of());
        return "console/source";
    }

    private List<SourceLines.Line> lines(Visit visit, Statements.View statement, int sought) {
        InputStream file =
                inbox.readable(visit.caller(), statement.fileId()).orElseThrow(() -> new Missing("bank file"));
        int line = Math.max(1, sought);
        List<String> accounts = statements.accounts(
                visit.caller(), statement.id(), line - SourceLines.BEFORE, line + SourceLines.AFTER);
        return SourceLines.around(file, line, new SourceMask(accounts));
    }

    private Statements.View statement(Visit visit, UUID id) {
        return statements.find(visit.caller(), id).orElseThrow(() -> new Missing("statement"));
    }

    private Certificate certificate(Visit visit, UUID id) {
        return certificates.of(visit.caller(), id).orElseThrow(() -> new Missing("certificate of a final statement"));
    }

    private static ResponseEntity<byte[]> file(String name, MediaType type, byte[] content) {
        return ResponseEntity.ok()
                .contentType(type)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(content);
    }
}
