package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * SWIFT MT940 and MT950 (statements), MT941 and MT942 (reports), as the standard's category 9 and as banks write them: with
 * and without the blocks of the network. Other messages of the same form are refused by their name.
 */
final class MtFormat implements StatementFormat {

    private static final Pattern BLOCK = Pattern.compile("[\\x01-\\x03]*\\{[124]:");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^:20:");
    private static final Pattern ACCOUNT = Pattern.compile("(?m)^:(25P?|28C?|60[FM]|61):");

    @Override
    public boolean recognises(FileHead head) {
        String text = head.text();
        return BLOCK.matcher(text).lookingAt()
                || text.startsWith(":20:")
                || (REFERENCE.matcher(text).find() && ACCOUNT.matcher(text).find());
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        Oddities oddities = new Oddities();
        MtReader reader = new MtReader(new MtFields(new SourceLines(content, oddities), oddities), oddities, out);
        String messageId = reader.read();
        return new Reading(reader.kind(), messageId, oddities.ofFile());
    }
}
