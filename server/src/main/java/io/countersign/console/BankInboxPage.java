package io.countersign.console;

import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.reconciliation.Statements;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
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
import org.springframework.web.util.UriComponentsBuilder;

/** The files that came from banks and what came of each; and the way in for one that a person carries. */
@Page
class BankInboxPage {

    private static final Set<String> STATES = Set.of("STORED", "READ", "QUARANTINED");
    private static final int STATEMENTS = 50;

    private final BankInbox inbox;
    private final Statements statements;

    BankInboxPage(BankInbox inbox, Statements statements) {
        this.inbox = inbox;
        this.statements = statements;
    }

    @GetMapping("/statements/files")
    String list(Visit visit, @RequestParam @Nullable String state, @RequestParam @Nullable UUID after, Model page) {
        String sought = state != null && STATES.contains(state) ? state : null;
        List<BankInbox.FileView> files = inbox.list(visit.inView(), sought, after, Pager.ROWS);
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/statements/files");
        if (sought != null) {
            list.queryParam("state", sought);
        }
        String next = files.size() < Pager.ROWS ? null : files.getLast().id().toString();
        page.addAttribute("files", files);
        page.addAttribute("state", sought);
        page.addAttribute("pager", Pager.of(list, after == null ? null : after.toString(), next));
        page.addAttribute("connections", inbox.brought(visit.caller()));
        return "console/bank-files";
    }

    @GetMapping("/statements/files/{id}")
    String one(Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "false") boolean again, Model page) {
        page.addAttribute("file", file(visit, id));
        page.addAttribute("again", again);
        page.addAttribute("shown", statements.showsTextOfFile(visit.caller(), id));
        page.addAttribute("statements", statements.ofFile(visit.caller(), id, STATEMENTS));
        return "console/bank-file";
    }

    @GetMapping("/statements/files/{id}/content")
    ResponseEntity<InputStreamResource> content(Visit visit, @PathVariable UUID id) {
        BankInbox.FileView file = file(visit, id);
        if (!statements.showsTextOfFile(visit.caller(), id)) {
            throw new Missing("content of this file: there may be salaries in it");
        }
        InputStream bytes = inbox.original(visit.caller(), id).orElseThrow(() -> new Missing("bank file"));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.size())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(file.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(new InputStreamResource(bytes));
    }

    /** The bytes are the body, so that a file of any size passes through; the answer says where its page is. */
    @PostMapping(path = "/statements/files", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<String> handIn(
            Visit visit, @RequestParam String connection, @RequestParam String name, HttpServletRequest request) {
        try (InputStream content = request.getInputStream()) {
            return switch (inbox.receive(visit.caller(), connection, name, content)) {
                case Receipt.Read read -> to(read.fileId(), "");
                case Receipt.Seen seen -> to(seen.fileId(), "?again=true");
                case Receipt.Quarantined quarantined -> to(quarantined.fileId(), "");
                case Receipt.Waiting waiting -> to(waiting.fileId(), "");
                case Receipt.Refused refused ->
                    ResponseEntity.unprocessableContent()
                            .contentType(MediaType.TEXT_PLAIN)
                            .body(refused.why());
            };
        } catch (IOException broken) {
            return ResponseEntity.badRequest().contentType(MediaType.TEXT_PLAIN).body("The upload broke off");
        }
    }

    private static ResponseEntity<String> to(UUID file, String query) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/statements/files/" + file + query))
                .build();
    }

    private BankInbox.FileView file(Visit visit, UUID id) {
        return inbox.find(visit.caller(), id).orElseThrow(() -> new Missing("bank file"));
    }
}
