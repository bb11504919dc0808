package io.countersign.connectors.bank;

import io.countersign.connectors.bank.MtFields.Token.Field;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.Detail;
import io.countersign.reconciliation.StatementPart.References;
import io.countersign.reconciliation.StatementPart.Return;
import io.countersign.reconciliation.StatementPart.Structured;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the texts of a SWIFT entry (field 86) say. Each country has a structure of its own for them; a text of none is
 * remittance as it stands. Nothing is left out: what a structure does not explain is kept as information.
 */
final class MtNarrative {

    static final int MOST_TEXTS = 50;

    private static final Pattern GERMAN = Pattern.compile("(?:\\d{3})?([?>~])\\d{2}.*", Pattern.DOTALL);
    private static final Pattern SLASHED = Pattern.compile("\\s*/[A-Z]{2,5}/.*", Pattern.DOTALL);
    private static final Pattern POLISH_CODE = Pattern.compile("\\d{3} ");
    private static final Pattern POLISH_WORD = Pattern.compile("\\b(DLA|OD|NA RACH\\.|Z RACH\\.|TYT\\.|TNR): ");

    @Nullable
    String business;

    @Nullable
    String endToEnd;

    @Nullable
    String instruction;

    @Nullable
    String messageId;

    @Nullable
    String mandate;

    @Nullable
    String uetr;

    @Nullable
    String name;

    @Nullable
    String account;

    @Nullable
    String agent;

    @Nullable
    String ultimate;

    @Nullable
    String purpose;

    @Nullable
    String returnCode;

    @Nullable
    String returnText;

    final List<String> remittance = new ArrayList<>();
    final List<Structured> structured = new ArrayList<>();
    final List<String> information = new ArrayList<>();
    final List<String> others = new ArrayList<>();

    static MtNarrative of(List<Field> texts) {
        MtNarrative narrative = new MtNarrative();
        for (Field text : texts) {
            narrative.read(text);
        }
        return narrative;
    }

    @Nullable
    String business() {
        return business;
    }

    private void read(Field text) {
        if (text.tag().startsWith("NS")) {
            text.lines().stream().map(String::strip).filter(l -> !l.isEmpty()).forEach(information::add);
            return;
        }
        String whole = joined(text.lines());
        var german = GERMAN.matcher(whole);
        if (german.matches()) {
            new GermanNarrative(this).read(whole, german.group(1).charAt(0));
        } else if (SLASHED.matcher(whole).matches()) {
            new SlashedNarrative(this).read(wrapped(text.lines()));
        } else if (POLISH_CODE.matcher(whole).lookingAt()
                && POLISH_WORD.matcher(whole).find()) {
            new PolishNarrative(this).read(wrapped(text.lines()));
        } else {
            text.lines().stream().map(String::strip).filter(l -> !l.isEmpty()).forEach(remittance::add);
        }
    }

    /** Lines that were broken where they were full. */
    static String joined(List<String> lines) {
        return String.join("", lines);
    }

    /** Lines of 65 characters are broken inside a word; a shorter one ends where its writer ended it. */
    private static String wrapped(List<String> lines) {
        StringBuilder text = new StringBuilder();
        boolean full = true;
        for (String line : lines) {
            if (!full && !line.startsWith("/")) {
                text.append(' ');
            }
            text.append(line);
            full = line.length() >= 64 || line.endsWith(" ");
        }
        return text.toString();
    }

    /** Null for nothing, and for the words with which banks say nothing. */
    static @Nullable String given(String text) {
        String plain = text.strip();
        return plain.isEmpty() || plain.equals("NOTPROVIDED") || plain.equals("NONREF") ? null : plain;
    }

    /**
     * The transaction of an entry. What the entry calls our reference is what we gave with the order; where the text names
     * no end-to-end reference, it is taken as that too: matching asks for amount and account besides.
     */
    Detail detail(MtEntry entry) {
        String ours = instruction == null ? entry.reference() : instruction;
        return new Detail(
                entry.line(),
                null,
                null,
                null,
                new References(
                        messageId,
                        null,
                        ours,
                        endToEnd == null ? entry.reference() : endToEnd,
                        null,
                        uetr,
                        mandate,
                        null,
                        null,
                        null,
                        List.copyOf(others)),
                new Counterparty(name, account == null ? entry.account() : account, agent, ultimate),
                List.copyOf(remittance),
                List.copyOf(structured),
                returned(),
                List.of(),
                null,
                null,
                purpose,
                information.isEmpty() ? null : String.join("\n", information));
    }

    private @Nullable Return returned() {
        return returnCode == null ? null : new Return(returnCode, returnText, null);
    }
}
