package io.countersign.console;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.garvelink.iban.CountryCodes;
import nl.garvelink.iban.Modulo97;

/**
 * Masks account numbers in a bank's text: whatever may be one, except where the format says that it is an id or an amount. An
 * id stays readable, so that it can be quoted to the bank, unless an account is written there all the same.
 */
final class SourceMask {

    /** IBANs, also in groups, and anything with eight digits or more in a row that is no fraction of a second. */
    private static final Pattern NUMBERS =
            Pattern.compile("\\b[A-Z]{2}\\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?\\b"
                    + "|\\b[A-Z]{2}\\d{2}[A-Z0-9]{8,30}\\b|(?<!:\\d{2}\\.\\d{0,9})\\d{8,}");

    /** Ids and amounts of camt and MT by their places. Everything else, the other formats among it, may be an account. */
    private static final Pattern KNOWN_PLACES = Pattern.compile(String.join(
            "|",
            "<(?:\\w+:)?(?:Orgnl)?(?:MsgId|InstrId|EndToEndId|AcctSvcrRef|TxId|PmtInfId|NtryRef|UETR|ElctrncSeqNb|LglSeqNb)>"
                    + "([^<]*)</",
            "<(?:\\w+:)?(?:Stmt|Rpt|Ntfctn)>\\s*<(?:\\w+:)?Id>([^<]*)</",
            "<(?:\\w+:)?(?:\\w*Amt|Sum)(?: Ccy=\"[A-Z]{3}\")?>([\\d.]+)</",
            "^:(?:20|28C?):(.{1,16})$",
            "^:6[0245][FM]?:([CD]\\d{6}[A-Z]{3}[\\d,]+)$",
            "^:61:(\\d{6}(?:\\d{4})?[A-Z]{1,3}[\\d,]+)(?=[A-Z])(?:.*//(\\S{1,16})$)?"));

    private static final Pattern STATEMENT_OPENS = Pattern.compile("<(?:\\w+:)?(?:Stmt|Rpt|Ntfctn)>\\s*$");
    private static final Pattern ID_COMES_FIRST = Pattern.compile("^\\s*<(?:\\w+:)?Id>([^<]*)</");
    private static final Pattern LONG_RUN = Pattern.compile("\\d{8,}");

    /** A shorter piece of an account number, such as its branch, would be found in ids by chance. */
    private static final int SHORTEST_PIECE = 6;

    private final List<String> accounts;
    private boolean statementOpens;

    /** @param accounts that are known to stand in the text, whichever way they are written */
    SourceMask(Collection<String> accounts) {
        this.accounts = accounts.stream()
                .flatMap(account -> Stream.of(account.toUpperCase(Locale.ROOT).split("[^A-Z0-9]+", -1)))
                .filter(piece -> piece.length() >= SHORTEST_PIECE)
                .distinct()
                .toList();
    }

    /** Masks the next line, or the next piece of one. */
    String masked(String text) {
        Matcher first = ID_COMES_FIRST.matcher(text);
        int from = statementOpens && first.find() ? first.end(1) : 0;
        String begun = from == 0 ? "" : text.substring(0, first.start(1)) + quotable(first.group(1));
        statementOpens = STATEMENT_OPENS.matcher(text).find();
        return begun + places(text, from);
    }

    private String places(String text, int from) {
        StringBuilder all = new StringBuilder();
        Matcher place = KNOWN_PLACES.matcher(text);
        int done = from;
        for (boolean found = place.find(from); found; found = place.find()) {
            for (int group = 1; group <= place.groupCount(); group++) {
                if (place.start(group) >= 0) {
                    all.append(numbersMasked(text.substring(done, place.start(group))));
                    all.append(quotable(place.group(group)));
                    done = place.end(group);
                }
            }
        }
        return all.append(numbersMasked(text.substring(done))).toString();
    }

    private String quotable(String id) {
        return namesAccount(id) ? "…" + id.substring(Math.max(0, id.length() - 4)) : id;
    }

    private boolean namesAccount(String id) {
        String plain = id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return IntStream.range(0, plain.length()).anyMatch(at -> isIban(plain, at))
                || accounts.stream().anyMatch(plain::contains)
                || LONG_RUN.matcher(plain)
                        .results()
                        .anyMatch(run -> accounts.stream().anyMatch(account -> account.contains(run.group())));
    }

    private static boolean isIban(String text, int at) {
        if (text.length() - at < 5) {
            return false;
        }
        int length = CountryCodes.getLengthForCountryCode(text.substring(at, at + 2));
        return length > 0
                && at + length <= text.length()
                && Modulo97.verifyCheckDigits(text.substring(at, at + length));
    }

    private static String numbersMasked(String text) {
        return NUMBERS.matcher(text).replaceAll(SourceMask::mask);
    }

    private static String mask(MatchResult found) {
        String number = found.group();
        int head = Character.isLetter(number.charAt(0)) ? 4 : 0;
        return number.substring(0, head) + "…" + number.substring(number.length() - 4);
    }
}
