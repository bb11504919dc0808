package io.countersign.payments;

import io.countersign.payments.ports.BankRail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bank at the end of the port: it keeps the files it is given and ends handovers as it is told. */
final class StubBank implements BankRail {

    static final String CONNECTION = "stub-bank";

    /** Another line to the same bank. */
    static final String OTHER_CONNECTION = "stub-portal";

    final Map<String, String> files = new LinkedHashMap<>();
    final Deque<Handover> answers = new ArrayDeque<>();
    final List<String> faults = new ArrayList<>();
    Presence presence = Presence.NOT_SEEN;

    @Nullable
    Instant downSince;

    @Override
    public boolean serves(String connection) {
        return CONNECTION.equals(connection) || OTHER_CONNECTION.equals(connection);
    }

    @Override
    public Optional<Instant> downSince(String connection) {
        return CONNECTION.equals(connection) ? Optional.ofNullable(downSince) : Optional.empty();
    }

    @Override
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        while (instructions.hasNext()) {
            Instruction instruction = instructions.next();
            String line = "%s %s %s%n"
                    .formatted(
                            instruction.endToEndId(),
                            instruction.amount().toPlainString(),
                            instruction.creditorNumber());
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Optional<String> recallMessage(String connection) {
        return CONNECTION.equals(connection) ? Optional.of("camt.055.001.08") : Optional.empty();
    }

    @Override
    public void recall(Recall recall, Iterator<Recalled> payments, OutputStream out) throws IOException {
        while (payments.hasNext()) {
            Recalled payment = payments.next();
            String line =
                    "RECALL %s %s of %s%n".formatted(recall.reason(), payment.endToEndId(), recall.originalMessageId());
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public List<String> faults(Draft draft, Path file) {
        return List.copyOf(faults);
    }

    @Override
    public Handover send(Draft draft, InputStream content, long size) {
        Handover handover = answers.isEmpty() ? new Handover.Delivered() : answers.pop();
        if (handover instanceof Handover.Delivered) {
            try {
                files.put(draft.messageId(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return handover;
    }

    @Override
    public Presence look(Draft draft) {
        return presence;
    }
}
