package io.countersign.console;

import io.countersign.payments.ActResult;
import io.countersign.payments.RemittanceAdvices;
import java.util.UUID;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The remittance advice of a payment: its document, and the act that sends it after all. Both are on the payment's page. */
@Page
class AdvicesPage {

    private final RemittanceAdvices advices;

    AdvicesPage(RemittanceAdvices advices) {
        this.advices = advices;
    }

    @GetMapping("/payments/{id}/remittance-advice.pdf")
    ResponseEntity<InputStreamResource> pdf(Visit visit, @PathVariable UUID id) {
        RemittanceAdvices.Pdf pdf = advices.pdf(visit.caller(), id).orElseThrow(() -> new Missing("remittance advice"));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(pdf.fileName())
                                .build()
                                .toString())
                .body(new InputStreamResource(pdf.content()));
    }

    @PostMapping("/payments/{id}/remittance-advice")
    String send(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        Said said = switch (advices.order(visit.caller(), id, why)) {
            case ActResult.Done _ ->
                Said.recorded("Remittance advice ordered", "It is sent to the address the ERP has now.");
            case ActResult.Refused refused -> Said.refused("Nothing is sent", refused.code(), refused.why());
        };
        after.addFlashAttribute("said", said);
        return "redirect:/payments/" + id;
    }
}
