package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.IdempotencyKey;
import io.countersign.payments.NewPayment;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.RunHeader;
import io.countersign.payments.Runs;
import io.countersign.payments.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@RestController
@Tag(name = "Payment runs", description = "Payments that are approved and released together")
class RunsApi {

    private static final int MOST_FILES = 200;

    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";

    private static final int LONGEST_NAME = 100;

    private static final String MAKE_ID = "makeRun";
    private static final String MAKE = "Make a run from open invoices, from instructions, or from an upload";
    private static final String MAKE_HOW = """
            Needs `payments:initiate`. Either all of it is stored or, if one instruction has a fault, nothing.

            *As JSON*: open invoices with a date, or instructions. Instructions need an `Idempotency-Key`, and so do `parts` of \
            invoices, which could be taken again; whole invoices do not, since an invoice can be taken only once.

            *As NDJSON or CSV* (comma or semicolon; the first line names the columns): one instruction a line, with the fields \
            of NewPayment; `name` and `kind` are parameters, and an `Idempotency-Key` is needed. A hundred thousand lines are \
            ordinary. Faults are told with `line N`, a thousand at most.
            """;

    private final Runs runs;
    private final PaymentQueries queries;
    private final JsonBody body;
    private final InstructionReader reader;
    private final DataSize largestUpload;

    RunsApi(
            Runs runs,
            PaymentQueries queries,
            JsonBody body,
            InstructionReader reader,
            @Value("${countersign.api.largest-upload:1GB}") DataSize largestUpload) {
        this.runs = runs;
        this.queries = queries;
        this.body = body;
        this.reader = reader;
        this.largestUpload = largestUpload;
    }

    @PostMapping(path = "/v1/payment-runs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = MAKE_ID,
            summary = MAKE,
            description = MAKE_HOW,
            parameters =
                    @Parameter(
                            in = ParameterIn.HEADER,
                            name = Fingerprint.HEADER,
                            description = "With `payments` or `parts`"),
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.NewRun.class))))
    @ApiResponse(responseCode = "201", description = "Made, now or by the first request with this key")
    ResponseEntity<Wire.MadeRun> make(Caller caller, HttpServletRequest request) {
        Answers.require(caller, Capability.PAYMENTS_INITIATE);
        byte[] bytes = body.bytes(request, JsonBody.LARGE);
        List<Fault> faults = new ArrayList<>();
        Fields fields = new Fields(body.object(bytes), "", faults);
        String name = fields.reason("name", LONGEST_NAME);
        String kind = fields.optionalText("kind");
        if (fields.has("invoices")) {
            Runs.Selection selection = selection(name, fields, faults);
            fields.check();
            IdempotencyKey key = selection.parts().isEmpty()
                    ? Fingerprint.optional(request, bytes)
                    : Fingerprint.required(request, bytes);
            return answer(runs.fromInvoices(caller, selection, key));
        }
        ArrayNode list = fields.list("payments");
        if (list == null || list.isEmpty()) {
            fields.fault("payments", ErrorCode.INVALID, "Payments or invoices are expected");
        }
        RunHeader header = header(name, kind == null ? "SUPPLIER" : kind, faults);
        fields.check();
        IdempotencyKey key = Fingerprint.required(request, bytes);
        return answer(runs.fromLines(caller, header, lines(list, header.kind()).iterator(), key));
    }

    @PostMapping(
            path = "/v1/payment-runs",
            consumes = {NDJSON, CSV})
    @Operation(
            operationId = MAKE_ID,
            summary = MAKE,
            description = MAKE_HOW,
            parameters = @Parameter(in = ParameterIn.HEADER, name = Fingerprint.HEADER, required = true),
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = NDJSON,
                                        schema = @Schema(implementation = Requests.NewPayment.class)),
                                @Content(mediaType = CSV, schema = @Schema(type = "string"))
                            }))
    @ApiResponse(responseCode = "201", description = "Made, now or by the first request with this key")
    ResponseEntity<Wire.MadeRun> upload(
            Caller caller,
            HttpServletRequest request,
            @Parameter(description = "How people will call it") @RequestParam(name = "name") String name,
            @Parameter(description = "The kind of payments that do not say their own")
                    @RequestParam(name = "kind", defaultValue = "SUPPLIER")
                    String kind) {
        Answers.require(caller, Capability.PAYMENTS_INITIATE);
        List<Fault> faults = new ArrayList<>();
        RunHeader header = header(name, kind, faults);
        if (!faults.isEmpty()) {
            throw ApiProblem.of(faults);
        }
        boolean csv = CSV.equals(mediaType(request));
        try (Upload upload = Upload.of(request, largestUpload.toBytes());
                InputStream in = upload.open()) {
            UploadedLines.Format format = csv ? new CsvFormat() : this::ndjson;
            return answer(runs.fromLines(caller, header, new UploadedLines(in, format, reader, kind), upload.key()));
        } catch (CsvFormat.HeaderProblem unreadable) {
            throw ApiProblem.of(unreadable.faults());
        } catch (IOException problem) {
            throw new UncheckedIOException("What was put aside cannot be read back", problem);
        }
    }

    private ObjectNode ndjson(LineSource line, String path) {
        return body.object(line.bytes(), 0, line.length(), path);
    }

    private static String mediaType(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        return type.getType() + "/" + type.getSubtype();
    }

    private static RunHeader header(String name, String kind, List<Fault> faults) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            if (faults.stream().noneMatch(fault -> fault.path().endsWith("name"))) {
                faults.add(new Fault(
                        "name", ErrorCode.TEXT_INVALID, "1 to %d characters are expected".formatted(LONGEST_NAME)));
            }
        }
        if (!NewPayment.KINDS.contains(kind)) {
            faults.add(new Fault(
                    "kind", ErrorCode.INVALID, "One of " + String.join(", ", NewPayment.KINDS) + " is expected"));
        }
        return new RunHeader(name, kind, "API");
    }

    private static Runs.Selection selection(String name, Fields fields, List<Fault> faults) {
        List<UUID> invoices = fields.ids("invoices");
        List<Runs.Part> parts = new ArrayList<>();
        ArrayNode list = fields.list("parts");
        for (int i = 0; list != null && i < list.size(); i++) {
            if (list.get(i) instanceof ObjectNode object) {
                Fields part = new Fields(object, "/parts/" + i, faults);
                UUID invoice = part.id("invoiceId");
                BigDecimal amount = part.amount("amount");
                part.noOthers();
                if (invoice != null && amount != null) {
                    parts.add(new Runs.Part(invoice, amount));
                }
            } else {
                fields.fault("parts/" + i, ErrorCode.INVALID, "An invoice and an amount are expected");
            }
        }
        return new Runs.Selection(name, invoices, parts, fields.date("requestedOn"));
    }

    private List<Runs.Line> lines(@Nullable ArrayNode list, String kind) {
        List<Runs.Line> lines = new ArrayList<>();
        for (int i = 0; list != null && i < list.size(); i++) {
            lines.add(line(list.get(i), "/payments/" + i, kind));
        }
        return lines;
    }

    private Runs.Line line(JsonNode node, String path, String kind) {
        if (!(node instanceof ObjectNode object)) {
            return new Runs.Line.Bad(List.of(new Fault(path, ErrorCode.INVALID, "An instruction is expected")));
        }
        return switch (reader.read(object, path, kind)) {
            case InstructionReader.Read.Good good -> new Runs.Line.Good(path, good.payment());
            case InstructionReader.Read.Bad bad -> new Runs.Line.Bad(bad.faults());
        };
    }

    private static ResponseEntity<Wire.MadeRun> answer(Runs.Made made) {
        return switch (made) {
            case Runs.Made.Run run -> {
                ResponseEntity.BodyBuilder answer = ResponseEntity.created(URI.create("/v1/payment-runs/" + run.id()));
                if (run.replayed()) {
                    answer.header(Fingerprint.REPLAYED, "true");
                }
                yield answer.body(new Wire.MadeRun(run.id(), run.reference(), run.payments()));
            }
            case Runs.Made.Refused refused ->
                throw refused.code() == ErrorCode.INVALID && !refused.faults().isEmpty()
                        ? ApiProblem.of(refused.faults())
                        : new ApiProblem(refused.code(), null, refused.faults());
        };
    }

    @GetMapping("/v1/payment-runs")
    @Operation(operationId = "listRuns", summary = "List runs, newest first", description = "Needs `payments:read`.")
    Wire.Page<Views.Run> list(
            Caller caller,
            @RequestParam(name = "text", required = false) @Nullable String text,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        int most = Answers.limit(limit);
        Views.Page<Views.Run> page = Answers.page(after, cursor -> queries.runs(caller, text, cursor, most));
        return new Wire.Page<>(page.items(), page.next());
    }

    @GetMapping("/v1/payment-runs/{id}")
    @Operation(
            operationId = "readRun",
            summary = "Read one run",
            description =
                    "With its states and exact totals; its payments are in `/v1/payments?run=`. Needs `payments:read`.")
    Views.Run read(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return Answers.found(queries.run(caller, id));
    }

    @GetMapping("/v1/payment-runs/{id}/payroll-changes")
    @Operation(
            operationId = "readPayrollChanges",
            summary = "Read how a payroll differs from the one before",
            description =
                    "Counts and sums, nobody's salary. Not found where the run is no payroll. Needs `payments:read`.")
    Views.PayrollChanges payroll(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return Answers.found(queries.payroll(caller, id));
    }

    @GetMapping("/v1/payment-runs/{id}/signatures")
    @Operation(
            operationId = "readRunSignatures",
            summary = "Read who signed payments of a run",
            description = "Needs `payments:read`.")
    List<Views.Signature> signatures(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.run(caller, id));
        return queries.runSignatures(caller, id);
    }

    @GetMapping("/v1/payment-runs/{id}/files")
    @Operation(
            operationId = "listRunFiles",
            summary = "List the bank files of a run, the latest first",
            description =
                    "At most 200. `acknowledgeBy` is until when the bank promised to acknowledge a file that was sent,"
                            + " by its bank profile; it is gone once the bank did. Needs `payments:read`.")
    List<Views.PaymentFile> files(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.run(caller, id));
        return queries.runFiles(caller, id, MOST_FILES);
    }

    @GetMapping("/v1/payment-runs/{id}/payees")
    @Operation(
            operationId = "readRunPayees",
            summary = "Read whether the payees of a run are verified",
            description =
                    "How many payments have which verdict, `NOT_ASKED` where no rule asks. An opt-out names who decided it and why, and the row of the"
                            + " policy or the bank profile that says so. Needs `payments:read`.")
    List<Views.PayeeTally> payees(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.run(caller, id));
        return queries.runPayees(caller, id);
    }
}
