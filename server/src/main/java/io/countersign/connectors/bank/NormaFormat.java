package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Norma 43 of the Spanish banks (AEB, Cuaderno 43, June 2012): lines of 80 characters. */
final class NormaFormat implements StatementFormat {

    static final String NAME = "Norma 43";

    private static final Pattern HEAD = Pattern.compile("11\\d{30}[12]\\d{17}[ 123]");

    @Override
    public boolean recognises(FileHead head) {
        return HEAD.matcher(head.text()).lookingAt();
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        Oddities oddities = new Oddities();
        new NormaReader(new SourceLines(content, oddities), oddities, out).read();
        return new Reading(NAME, null, oddities.ofFile());
    }
}
