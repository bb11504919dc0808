package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Charge;
import io.countersign.reconciliation.StatementPart.Exchange;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Field 61 of a SWIFT statement: value date, entry date, mark of credit or debit, third letter of the currency, amount,
 * type, reference for us, reference of the bank, and on the next lines further details.
 */
record MtEntry(
        int line,
        LocalDate valuedOn,
        @Nullable LocalDate bookedOn,
        String mark,
        BigDecimal amount,
        String type,
        @Nullable String reference,
        @Nullable String bankReference,
        List<String> details) {

    private static final Pattern FORM = Pattern.compile("(?<value>\\d{6})\\s*(?<entry>\\d{4})?\\s*"
            + "(?<mark>R?[CD]|E[CD]|r?[cd])\\s*(?<letter>[A-Z])?\\s*(?<amount>\\d[\\d.,]*)"
            + "(?:\\s*(?<type>[A-Z](?:[A-Z0-9]{3}|[A-Z0-9 ]{2,3})))?(?<rest>(?://|.).*)?");

    private static final Pattern DECIMAL = Pattern.compile("\\d+[.,]\\d*");

    /** Words that say that a reference is in field 86, or that there is none. */
    private static final Set<String> NO_REFERENCE = Set.of("NONREF", "EREF", "PREF", "MARF", "KREF", "IREF", "RREF");

    private static final Pattern MONEY = Pattern.compile("/(OCMT|CHGS)/([A-Z]{3})(\\d{1,15}(?:[.,]\\d{0,5})?)");

    static MtEntry of(MtFields.Token.Field field, Oddities oddities) {
        String text = field.lines().get(0).strip();
        int used = 1;
        // Some banks break the line inside; what is not complete goes on in the next one.
        while (!complete(text) && used < field.lines().size()) {
            text += field.lines().get(used++).strip();
            oddities.add(field.line(), "an entry (61) is broken inside; its lines are joined");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Unreadable.at(field.line(), "an entry (61) is not of its form");
        }
        return of(field, form, used, oddities);
    }

    private static boolean complete(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() && (form.group("type") != null || form.group("rest") != null);
    }

    private static MtEntry of(MtFields.Token.Field field, Matcher form, int used, Oddities oddities) {
        int line = field.line();
        String mark = form.group("mark");
        if (Character.isLowerCase(mark.charAt(0))) {
            oddities.add(line, "the mark of an entry (61) is a small letter");
        }
        if (!DECIMAL.matcher(form.group("amount")).matches()) {
            oddities.add(line, "the amount of an entry (61) has no decimal comma");
        }
        if (form.group("type") == null) {
            oddities.add(line, "an entry (61) has no type");
        }
        LocalDate valued = FixedText.yearFirst(line, form.group("value"), oddities);
        String rest = form.group("rest") == null ? "" : form.group("rest").strip();
        int slashes = rest.indexOf("//");
        return new MtEntry(
                line,
                valued,
                form.group("entry") == null ? null : entryDate(line, valued, form.group("entry")),
                mark.toUpperCase(Locale.ROOT),
                FixedText.decimal(line, form.group("amount")),
                form.group("type") == null ? "" : form.group("type").strip(),
                reference(slashes < 0 ? rest : rest.substring(0, slashes)),
                FixedText.orNull(slashes < 0 ? "" : rest.substring(slashes + 2)),
                field.lines().subList(used, field.lines().size()));
    }

    /** The year is not written: it is the one that puts the entry nearest to its value date. */
    private static LocalDate entryDate(int line, LocalDate valued, String monthAndDay) {
        int month = Integer.parseInt(monthAndDay.substring(0, 2));
        int day = Integer.parseInt(monthAndDay.substring(2));
        return IntStream.rangeClosed(valued.getYear() - 1, valued.getYear() + 1)
                .mapToObj(year -> date(year, month, day))
                .filter(d -> d != null)
                .min(Comparator.comparingLong(d -> Math.abs(ChronoUnit.DAYS.between(d, valued))))
                .orElseThrow(() -> Unreadable.at(line, "there is no such entry date"));
    }

    private static @Nullable LocalDate date(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static @Nullable String reference(String text) {
        String plain = text.strip();
        String word = plain.endsWith("+") ? plain.substring(0, plain.length() - 1) : plain;
        return plain.isEmpty() || NO_REFERENCE.contains(word) ? null : plain;
    }

    /** From the account holder's view; RD is the reversal of a debit, and so a credit. */
    boolean credit() {
        return switch (mark) {
            case "C", "RD", "EC" -> true;
            default -> false;
        };
    }

    boolean reversal() {
        return mark.startsWith("R");
    }

    /** EC and ED are only expected. */
    String status() {
        return mark.startsWith("E") ? "PDNG" : "BOOK";
    }

    /**
     * The bank's code, with the German business transaction code where there is one, and the code of ISO 20022 for what
     * reconciliation must know of: charges, interest, and what came back to us.
     */
    BankCode code(@Nullable String business) {
        String own = business == null ? type : type + "/" + business;
        String kind = type.length() > 1 ? type.substring(1) : "";
        if (kind.equals("CHG") || kind.equals("COM") || "808".equals(business) || "809".equals(business)) {
            return new BankCode("ACMT", credit() ? "MCOP" : "MDOP", "CHRG", own, "SWIFT");
        }
        if (kind.equals("INT") || "814".equals(business)) {
            return new BankCode("ACMT", credit() ? "MCOP" : "MDOP", "INTR", own, "SWIFT");
        }
        return kind.equals("RTI") && credit()
                ? new BankCode("PMNT", "ICDT", "RRTN", own, "SWIFT")
                : BankCode.own(own.isEmpty() ? "?" : own, "SWIFT");
    }

    /** The original amount that the further details tell. */
    @Nullable
    Exchange exchange() {
        Matcher money = MONEY.matcher(String.join("", details));
        while (money.find()) {
            if (money.group(1).equals("OCMT")) {
                BigDecimal amountThere = FixedText.decimal(line, money.group(3));
                return new Exchange(amountThere, money.group(2), null, null, null, null, null);
            }
        }
        return null;
    }

    /** The charges that the further details tell. */
    List<Charge> charges() {
        Matcher money = MONEY.matcher(String.join("", details));
        while (money.find()) {
            if (money.group(1).equals("CHGS")) {
                return List.of(
                        new Charge(FixedText.decimal(line, money.group(3)), money.group(2), false, null, null, null));
            }
        }
        return List.of();
    }

    /** Dutch banks write the other side's account on the next line. */
    @Nullable
    String account() {
        return details.stream()
                .map(String::strip)
                .filter(d -> d.matches("[A-Z]{2}\\d{2}[A-Z]{4}[A-Z0-9]{8,22}|P?\\d{9,10}"))
                .map(d -> d.startsWith("P") && d.substring(1).matches("\\d+") ? d.substring(1) : d)
                .findFirst()
                .orElse(null);
    }

    /** The further details as text. */
    @Nullable
    String information() {
        return details.isEmpty() ? null : String.join("\n", details);
    }
}
