package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** CODA of the Belgian banks (Febelfin, version 2.x): lines of 128 characters. */
final class CodaFormat implements StatementFormat {

    static final String NAME = "CODA";

    private static final Pattern HEAD = Pattern.compile("00000\\d{6}[ 0-9A-Z]{3}05[ D]");

    @Override
    public boolean recognises(FileHead head) {
        return HEAD.matcher(head.text()).lookingAt();
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        Oddities oddities = new Oddities();
        CodaReader reader = new CodaReader(new SourceLines(content, oddities), oddities, out);
        String messageId = reader.read();
        return new Reading(NAME, messageId, oddities.ofFile());
    }
}
