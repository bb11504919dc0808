package io.countersign.gateway;

import io.countersign.payments.Runs;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What holds of an uploaded run, whatever it is: every line is an instruction or has faults, as NDJSON and as CSV. A fuzzer
 * calls {@link #fuzzerTestOneInput}.
 */
public final class FuzzedUpload {

    private static final JsonBody BODY = new JsonBody(new WireJson());
    private static final InstructionReader READER =
            new InstructionReader(Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC));

    private FuzzedUpload() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        lines(input, (line, path) -> BODY.object(line.bytes(), 0, line.length(), path));
        try {
            lines(input, new CsvFormat());
        } catch (CsvFormat.HeaderProblem refused) {
            if (refused.faults().isEmpty()) {
                throw new AssertionError("Broken promise: a refusal has a reason", refused);
            }
        }
    }

    private static void lines(byte[] input, UploadedLines.Format format) {
        UploadedLines lines = new UploadedLines(new ByteArrayInputStream(input), format, READER, "SUPPLIER");
        while (lines.hasNext()) {
            if (lines.next() instanceof Runs.Line.Bad bad && bad.faults().isEmpty()) {
                throw new AssertionError("Broken promise: a line that is not taken has a fault");
            }
        }
    }
}
