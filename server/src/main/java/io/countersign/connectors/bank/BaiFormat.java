package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** BAI2 of the American banks (Cash Management Balance Reporting Specifications Version 2, BAI 2005). */
final class BaiFormat implements StatementFormat {

    static final String NAME = "BAI2";

    private static final Pattern HEAD = Pattern.compile("0[0-3],[^,\\r\\n]{0,40},");

    @Override
    public boolean recognises(FileHead head) {
        return HEAD.matcher(head.text()).lookingAt();
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        Oddities oddities = new Oddities();
        BaiReader reader = new BaiReader(new BaiRecords(new SourceLines(content, oddities)), oddities, out);
        String messageId = reader.read();
        return new Reading(NAME, messageId, oddities.ofFile());
    }
}
