package io.countersign.connectors.bank;

import io.countersign.connectors.bank.StatementFormat.Reading;
import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every format that is read. A file is of a format by what is in it, never by its name. */
final class Formats {

    /** Those that are not XML; a new one is added here. */
    private static final List<StatementFormat> TEXT = List.of(
            new MtFormat(),
            new BaiFormat(),
            new CodaFormat(),
            new CfonbFormat(),
            new NormaFormat(),
            new ForeignFormat());

    private Formats() {}

    /** The reader of a text file; null where the file must be XML or nothing that is read. */
    static @Nullable StatementFormat of(FileHead head) {
        return head.isXml()
                ? null
                : TEXT.stream().filter(f -> f.recognises(head)).findFirst().orElse(null);
    }

    /**
     * Reads a file of statements, whatever its format.
     *
     * @throws Unreadable with the reason and the place; also where the file holds no statements
     */
    static Reading read(InputStream content, Consumer<StatementPart> out) {
        FileHead head = FileHead.of(content);
        StatementFormat format = of(head);
        return format == null ? StatementReader.read(BankMessage.open(head), out) : format.read(head.content(), out);
    }
}
