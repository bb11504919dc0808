package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Files of banks that are known but tell no statement: refused by their name, so that somebody knows what has arrived. */
final class ForeignFormat implements StatementFormat {

    /** Something that is known, by its first line. */
    private record Known(Pattern head, String name) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    Pattern.compile("\\{1[15]\\d{2}\\}"),
                    "a message of Fedwire, in which the Federal Reserve tells single transfers"),
            new Known(
                    Pattern.compile("31\\d{14}E.{219,}"),
                    "CFONB 240, in which French banks tell of bills and direct debits that came back"));

    @Override
    public boolean recognises(FileHead head) {
        return KNOWN.stream().anyMatch(k -> k.head().matcher(head.text()).lookingAt());
    }

    @Override
    public Reading read(InputStream content, Consumer<StatementPart> out) {
        FileHead head = FileHead.of(content);
        String name = KNOWN.stream()
                .filter(k -> k.head().matcher(head.text()).lookingAt())
                .map(Known::name)
                .findFirst()
                .orElseThrow();
        throw Unreadable.at(1, "the file is " + name + "; it tells no statement and is not read here");
    }
}
