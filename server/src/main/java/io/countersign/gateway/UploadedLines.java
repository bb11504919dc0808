package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The instructions of an upload, read one line at a time. A line that cannot be read is a fault, not the end. */
final class UploadedLines implements Iterator<Runs.Line> {

    /** How one line of the format becomes the object an instruction is read from; null says that it holds none. */
    interface Format {
        @Nullable
        ObjectNode object(LineSource line, String path);
    }

    private final LineSource source;
    private final Format format;
    private final InstructionReader reader;
    private final String kind;
    private int number;
    private Runs.@Nullable Line ready;

    UploadedLines(InputStream in, Format format, InstructionReader reader, String kind) {
        this.source = new LineSource(in);
        this.format = format;
        this.reader = reader;
        this.kind = kind;
    }

    @Override
    public boolean hasNext() {
        while (ready == null && advance()) {
            ready = read();
        }
        return ready != null;
    }

    @Override
    public Runs.Line next() {
        if (!hasNext() || ready == null) {
            throw new NoSuchElementException();
        }
        Runs.Line line = ready;
        ready = null;
        return line;
    }

    private boolean advance() {
        try {
            number++;
            return source.next();
        } catch (IOException broken) {
            throw new UncheckedIOException("What was put aside cannot be read back", broken);
        }
    }

    private Runs.@Nullable Line read() {
        if (source.isBlank()) {
            return null;
        }
        String path = "line " + number;
        if (source.isTooLong()) {
            return new Runs.Line.Bad(List.of(
                    new Fault(path, ErrorCode.TOO_LARGE, "A line has at most %d bytes".formatted(LineSource.LONGEST))));
        }
        try {
            ObjectNode object = format.object(source, path);
            return object == null ? null : instruction(object, path);
        } catch (ApiProblem malformed) {
            return new Runs.Line.Bad(malformed.faults());
        }
    }

    private Runs.Line instruction(ObjectNode object, String path) {
        return switch (reader.read(object, path + ": ", kind)) {
            case InstructionReader.Read.Good good -> new Runs.Line.Good(path + ": ", good.payment());
            case InstructionReader.Read.Bad bad -> new Runs.Line.Bad(bad.faults());
        };
    }
}
