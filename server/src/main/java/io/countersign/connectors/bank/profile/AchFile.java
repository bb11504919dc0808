package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes credits to the ACH network of the United States (Nacha Operating Rules, appendix three): records of 94
 * characters in blocks of ten, one batch of CCD, PPD or CTX entries. Amounts are cents. Nothing is kept in memory, and the
 * same input gives the same bytes.
 */
final class AchFile {

    static final int RECORD = 94;
    static final int BLOCK = 10;
    static final int ADDENDA_TEXT = 80;
    private static final int INDIVIDUAL_ID = 15;
    private static final long HASH = 10_000_000_000L;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmm", Locale.ROOT);

    private final Draft draft;
    private final Profile profile;
    private final SchemeRules scheme;
    private final AchRules.Originator originator;
    private final OutputStream out;
    private int lines;
    private int entries;
    private int addenda;
    private long hash;
    private BigDecimal sum = BigDecimal.ZERO;

    private AchFile(Profile profile, SchemeRules scheme, Draft draft, OutputStream out) {
        this.profile = profile;
        this.scheme = scheme;
        this.draft = draft;
        this.originator = Objects.requireNonNull(profile.ach(), "A NACHA profile has an originator");
        this.out = out;
    }

    /** @throws IllegalStateException if the instructions are not those the draft announces */
    static void write(
            Profile profile, SchemeRules scheme, Draft draft, Iterator<Instruction> instructions, OutputStream out)
            throws IOException {
        new AchFile(profile, scheme, draft, out).file(instructions);
    }

    private void file(Iterator<Instruction> instructions) throws IOException {
        fileHeader();
        batchHeader();
        while (instructions.hasNext()) {
            entry(instructions.next());
        }
        batchControl();
        fileControl();
        while (lines % BLOCK != 0) {
            line("9".repeat(RECORD));
        }
        out.flush();
        Totals.check(draft, entries, sum);
    }

    private void fileHeader() throws IOException {
        line("101 " + originator.destination() + right(originator.origin(), 10)
                + DATE.format(draft.createdAt().atOffset(ZoneOffset.UTC))
                + TIME.format(draft.createdAt().atOffset(ZoneOffset.UTC))
                + "A094101"
                + left(originator.destinationName(), 23)
                + left(originator.originName(), 23)
                + left(draft.messageId().substring(Math.max(0, draft.messageId().length() - 8)), 8));
    }

    private void batchHeader() throws IOException {
        line("5220" + left(profile.texts().write(draft.debtor().name(), 16), 16)
                + left("", 20)
                + originator.companyId()
                + scheme.entryClass()
                + left(originator.description(), 10)
                + left("", 6)
                + DATE.format(draft.requestedOn())
                + left("", 3)
                + "1"
                + originator.odfi()
                + "0000001");
    }

    private void entry(Instruction payment) throws IOException {
        AccountNaming naming = AccountNaming.orAsItIs(payment.creditorNumber(), scheme);
        String routing = left(String.valueOf(naming.member()), 9);
        List<String> texts = addendaTexts(payment);
        String trace = originator.odfi() + zeros(entries + 1L, 7);
        String receiver = profile.texts().write(payment.creditorName(), 22);
        line("622" + routing
                + left(naming.number(), 17)
                + zeros(payment.amount().movePointRight(2).longValueExact(), 10)
                + individualId(payment.reference())
                + ("CTX".equals(scheme.entryClass())
                        ? zeros(texts.size(), 4) + left(receiver, 16) + "  "
                        : left(receiver, 22))
                + "  "
                + (texts.isEmpty() ? "0" : "1")
                + trace);
        for (int i = 0; i < texts.size(); i++) {
            line("705" + left(texts.get(i), ADDENDA_TEXT) + zeros(i + 1L, 4) + trace.substring(8));
        }
        entries++;
        addenda += texts.size();
        sum = sum.add(payment.amount());
        hash = (hash + firstEight(routing)) % HASH;
    }

    /** Our reference, by which a return is found again; one that is longer differs from others at its end. */
    private static String individualId(String reference) {
        return left(reference.substring(Math.max(0, reference.length() - INDIVIDUAL_ID)), INDIVIDUAL_ID);
    }

    /** CCD and PPD have room for one addenda record of free text; CTX carries a remittance segment of ASC X12 820. */
    private List<String> addendaTexts(Instruction payment) {
        String reference = payment.structuredReference();
        String said = reference != null
                ? reference
                : payment.remittance() == null ? "" : profile.texts().remittance(payment.remittance());
        if (said.isEmpty()) {
            return List.of();
        }
        if (!"CTX".equals(scheme.entryClass())) {
            return List.of(said.length() <= ADDENDA_TEXT ? said : said.substring(0, ADDENDA_TEXT));
        }
        String segment = "RMR*IV*%s**%s\\"
                .formatted(said.replace("*", " "), payment.amount().toPlainString());
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < segment.length(); at += ADDENDA_TEXT) {
            texts.add(segment.substring(at, Math.min(segment.length(), at + ADDENDA_TEXT)));
        }
        return texts;
    }

    private void batchControl() throws IOException {
        line("8220" + zeros(entries + addenda, 6) + zeros(hash, 10) + zeros(0, 12) + cents() + originator.companyId()
                + left("", 19) + left("", 6) + originator.odfi() + "0000001");
    }

    private void fileControl() throws IOException {
        int blocks = (lines + 1 + BLOCK - 1) / BLOCK;
        line("9000001" + zeros(blocks, 6) + zeros(entries + addenda, 8) + zeros(hash, 10) + zeros(0, 12) + cents()
                + left("", 39));
    }

    private String cents() {
        return zeros(sum.movePointRight(2).longValueExact(), 12);
    }

    static long firstEight(String routing) {
        String digits = routing.substring(0, 8);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : 0;
    }

    private void line(String record) throws IOException {
        out.write(record.getBytes(StandardCharsets.US_ASCII));
        out.write('\n');
        lines++;
    }

    private static String left(String text, int width) {
        return text.length() >= width ? text.substring(0, width) : text + " ".repeat(width - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String zeros(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
