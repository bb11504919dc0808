package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** CFONB 120 of the French banks (Relevé de compte sur support informatique, July 2004): lines of 120 characters. */
final class CfonbFormat implements StatementFormat {

    static final String NAME = "CFONB 120";

    private static final Pattern HEAD = Pattern.compile("0[1457]\\d{5}.{4}\\d{5}[A-Z]{3}\\d.[0-9A-Z]{11}");

    @Override
    public boolean recognises(FileHead head) {
        return HEAD.matcher(head.text()).lookingAt();
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        Oddities oddities = new Oddities();
        new CfonbReader(new SourceLines(content, oddities), oddities, out).read();
        return new Reading(NAME, null, oddities.ofFile());
    }
}
