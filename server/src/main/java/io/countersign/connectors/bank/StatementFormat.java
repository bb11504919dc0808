package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One format in which banks tell statements. A reader is stateless, streams in bounded memory, and tells every part with
 * the line of the file it came from. Where a meaning is certain though the form is not as it should be, it warns; where it
 * is not certain, it refuses the file with {@link Unreadable#at}. It never leaves something out without a word.
 */
interface StatementFormat {

    /**
     * What came of a file.
     *
     * @param kind the message, such as {@code camt.053} or {@code MT940}; kept with the file
     * @param messageId the bank's id of the file, where it has one
     * @param warnings of the whole file, each with its place
     */
    record Reading(String kind, @Nullable String messageId, List<String> warnings) {}

    /** Whether a file is of this format, by its beginning. Two formats never recognise the same file. */
    boolean recognises(FileHead head);

    /**
     * Reads the whole file.
     *
     * @throws Unreadable with the reason and the line
     */
    Reading read(InputStream content, Consumer<StatementPart> out);
}
