package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.ActResult;
import io.countersign.payments.Freezes;
import io.countersign.payments.ManualUploads;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.ports.BankLines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The lines to banks, the files people carry where there is none, and the stop switch. */
@Page
class BanksPage {

    private static final String BACK = "redirect:/banks";

    private final BankLines lines;
    private final PaymentQueries queries;
    private final ManualUploads uploads;
    private final Freezes freezes;

    BanksPage(BankLines lines, PaymentQueries queries, ManualUploads uploads, Freezes freezes) {
        this.lines = lines;
        this.queries = queries;
        this.uploads = uploads;
        this.freezes = freezes;
    }

    /** A connection with what waits for it and, if somebody stopped it, who. */
    record Row(BankLines.Line line, List<PaymentQueries.Load> loads, Freezes.@Nullable Freeze freeze) {}

    /** A file to carry, and whether it is this person's. */
    record Carried(ManualUploads.Upload upload, boolean mine) {}

    @GetMapping("/banks")
    String banks(Visit visit, Model page) {
        boolean reads = visit.may(Capability.PAYMENTS_READ);
        List<PaymentQueries.Load> loads = reads ? queries.loads(visit.inView()) : List.of();
        List<Freezes.Freeze> frozen = reads ? freezes.list(visit.caller(), false) : List.of();
        page.addAttribute(
                "rows",
                lines.lines(visit.caller()).stream()
                        .map(line -> row(line, loads, frozen))
                        .toList());
        page.addAttribute("frozen", frozen);
        page.addAttribute(
                "uploads",
                reads
                        ? uploads.waiting(visit.inView()).stream()
                                .map(upload ->
                                        new Carried(upload, visit.caller().id().equals(upload.carriedBy())))
                                .toList()
                        : List.of());
        page.addAttribute("carries", visit.may(Capability.PAYMENTS_RELEASE));
        page.addAttribute("stops", mayStop(visit));
        return "console/banks";
    }

    private static Row row(BankLines.Line line, List<PaymentQueries.Load> loads, List<Freezes.Freeze> frozen) {
        return new Row(
                line,
                loads.stream()
                        .filter(load -> load.connection().equals(line.name()))
                        .toList(),
                frozen.stream()
                        .filter(freeze -> freeze.kind() == Freezes.Kind.CONNECTION
                                && freeze.target().equals(line.name()))
                        .findFirst()
                        .orElse(null));
    }

    static boolean mayStop(Visit visit) {
        return visit.may(Capability.PAYMENTS_APPROVE)
                || visit.may(Capability.PAYMENTS_RELEASE)
                || visit.may(Capability.CASES_BUSINESS)
                || visit.may(Capability.CASES_TECHNICAL);
    }

    /** What a freeze would stop, before anybody orders it. */
    @GetMapping("/banks/freeze")
    String ask(
            @RequestParam Freezes.Kind kind,
            @RequestParam String target,
            @RequestParam(defaultValue = "") String name,
            Model page) {
        page.addAttribute("kind", kind);
        page.addAttribute("target", target);
        page.addAttribute("name", name.isBlank() ? target : name);
        return "console/freeze";
    }

    @PostMapping("/banks/freeze")
    String freeze(
            Visit visit,
            @RequestParam Freezes.Kind kind,
            @RequestParam String target,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        ActResult result = freezes.freeze(visit.caller(), kind, target, why);
        return answer(
                result, "Nothing was frozen", "Frozen", "Another person with the right to release can end it.", after);
    }

    @PostMapping("/banks/freezes/{id}/thaw")
    String thaw(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        ActResult result = freezes.thaw(visit.caller(), id, why);
        return answer(result, "It stays frozen", "Thawed", "What waited for it goes on.", after);
    }

    @PostMapping("/banks/uploads/{id}/claim")
    String claim(Visit visit, @PathVariable UUID id, RedirectAttributes after) {
        ActResult result = uploads.claim(visit.caller(), id);
        return answer(
                result, "The file was not given to you", "The file is yours", "Nobody else can carry it now.", after);
    }

    @PostMapping("/banks/uploads/{id}/download")
    ResponseEntity<InputStreamResource> download(Visit visit, @PathVariable UUID id) {
        return switch (uploads.download(visit.caller(), id)) {
            case ManualUploads.Download.Refused _ ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, "/banks")
                        .build();
            case ManualUploads.Download.Bytes bytes ->
                ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .contentLength(bytes.size())
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename(bytes.fileName(), StandardCharsets.UTF_8)
                                        .build()
                                        .toString())
                        .body(new InputStreamResource(bytes.content()));
        };
    }

    @PostMapping("/banks/uploads/{id}/confirm")
    String confirm(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String receipt,
            RedirectAttributes after) {
        ActResult result = uploads.confirm(visit.caller(), id, receipt);
        return answer(
                result, "Nothing was confirmed", "Recorded as sent", "Its payments wait for the bank's answer.", after);
    }

    @PostMapping("/banks/uploads/{id}/give-back")
    String giveBack(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        ActResult result = uploads.giveBack(visit.caller(), id, why);
        return answer(
                result,
                "The file is still yours",
                "Given back",
                "If its bytes were downloaded, its outcome is unknown until the bank answers or two people decide.",
                after);
    }

    private static String answer(ActResult result, String failed, String done, String text, RedirectAttributes after) {
        after.addFlashAttribute(
                "said",
                switch (result) {
                    case ActResult.Done _ -> Said.recorded(done, text);
                    case ActResult.Refused refused -> Said.refused(failed, refused.code(), refused.why());
                });
        return BACK;
    }
}
