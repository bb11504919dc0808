package io.countersign.sandbox.bank;

import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * How the simulated banks behave, as data. The first rule that fits an instruction decides its fate; chance is drawn from
 * the seed, the rule and the instruction, so that the same scenario has the same outcome in any order of events.
 *
 * @param acknowledgeAfter when the file is acknowledged (ACTC); zero means at the next tick
 * @param answerAfter when its instructions are answered
 * @param bookAfter when accepted instructions are booked, counted from the answer
 * @param endOfDayEvery when statements are written; null leaves that to {@link BankSimulator#endOfDay}
 * @param quietStatements whether an account without a movement since its last statement gets one all the same
 * @param notifications whether each booking is told at once in a camt.054
 * @param bookBatches whether a file is booked as one total
 * @param listAccepted whether accepted instructions are named one by one in the answer
 * @param archive whether a file taken by the bank stays visible in the archive directory
 * @param takeAtOnce whether the bank takes a file in the moment it is complete
 * @param recallAfter when the request to get a payment back is answered
 * @param recalls what is answered: the first rule that fits; without one the money comes back
 */
public record Scenario(
        long seed,
        Duration acknowledgeAfter,
        Duration answerAfter,
        Duration bookAfter,
        @Nullable Duration endOfDayEvery,
        boolean quietStatements,
        boolean notifications,
        boolean bookBatches,
        boolean listAccepted,
        boolean archive,
        boolean takeAtOnce,
        Duration recallAfter,
        List<Rule> rules,
        List<RecallRule> recalls,
        List<Incident> incidents) {

    /** What happens to an instruction or to the file it came in. */
    public enum Action {
        ACCEPT,
        /** With the reason and the text of the rule. */
        REJECT,
        /** One such instruction has its whole file rejected. */
        REJECT_FILE,
        /** Neither answered nor booked. */
        SILENT,
        /** Its file is answered later by {@code after}. */
        LATE,
        /** Its file is answered twice, under two message ids. */
        TWICE,
        /** Its file is booked as one total. */
        BOOK_BATCH,
        /** Booked, and given back {@code after} that. */
        RETURN,
        /** Accepted and never booked. */
        NEVER_BOOKED,
        /** Booked in the {@code currency} of the rule, at its {@code rate}, plus its {@code difference}. */
        BOOK_OTHERWISE,
        /** Booked, and in the evening booked once more. */
        BOOK_TWICE,
        /** Rejected, and in the evening booked all the same. */
        BOOK_REJECTED,
        /** Not answered, and in the evening booked without our references. */
        BOOK_UNNAMED,
        /** Its file is booked as one total that leaves it out, though it was accepted. */
        LEAVE_OUT
    }

    /** A regular expression for a text, bounds for an amount, a chance between 0 and 1. What is left out fits anything. */
    public record When(
            @Nullable String bank,
            @Nullable String creditorName,
            @Nullable String creditorAccount,
            @Nullable String remittance,
            @Nullable BigDecimal minAmount,
            @Nullable BigDecimal maxAmount,
            @Nullable Double probability) {

        boolean fits(String atBank, CreditTransfer transfer, double chance) {
            return (bank == null || bank.equals(atBank))
                    && found(creditorName, transfer.creditorName())
                    && found(creditorAccount, transfer.creditorAccount())
                    && found(remittance, transfer.remittance())
                    && (minAmount == null || transfer.amount().compareTo(minAmount) >= 0)
                    && (maxAmount == null || transfer.amount().compareTo(maxAmount) <= 0)
                    && (probability == null || chance < probability);
        }

        private static boolean found(@Nullable String expression, @Nullable String text) {
            return expression == null
                    || (text != null
                            && Pattern.compile(expression, Pattern.CASE_INSENSITIVE)
                                    .matcher(text)
                                    .find());
        }
    }

    /** A rule with a name. {@code text} becomes the lines of AddtlInf. */
    public record Rule(
            String name,
            When when,
            Action action,
            @Nullable String reason,
            @Nullable List<String> text,
            @Nullable Duration after,
            @Nullable BigDecimal difference,
            @Nullable BigDecimal rate,
            @Nullable String currency) {

        Duration delay() {
            return after == null ? Duration.ZERO : after;
        }

        List<String> lines() {
            return text == null ? List.of() : text;
        }
    }

    /** What a bank does by itself when it writes a statement. */
    public enum IncidentKind {
        /** A customer of ours pays. */
        RECEIPT,
        /** A debit nobody at our side ordered. */
        FOREIGN_DEBIT,
        /** Money that claims to come back and names no order of ours. */
        FOREIGN_RETURN,
        /** The bank's own charge. */
        CHARGE,
        /** The statement breaks off in the middle. */
        BROKEN_STATEMENT,
        /** The statement is written and never delivered. */
        LOST_STATEMENT,
        /** The statement lacks its last movement; the right version is delivered when the bank is asked to. */
        CORRECTED_STATEMENT
    }

    /** An incident with a statement of an account: the one of that number, or every one if it is left out. */
    public record Incident(
            String account,
            IncidentKind kind,
            @Nullable Integer statement,
            @Nullable BigDecimal amount,
            @Nullable String party,
            @Nullable String remittance) {

        boolean fits(String number, int next) {
            return account.equals(number) && (statement == null || statement == next);
        }
    }

    public Scenario {
        rules = List.copyOf(rules);
        recalls = List.copyOf(recalls);
        incidents = List.copyOf(incidents);
    }

    /** Everything is accepted and booked one by one, at once; statements are asked for. */
    public static Scenario plain() {
        return new Scenario(
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                null,
                true,
                true,
                false,
                true,
                true,
                false,
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of());
    }

    /** Reads YAML with the names of this record in kebab-case; what is left out is as in {@link #plain}. */
    public static Scenario read(InputStream yaml) {
        YAMLMapper mapper = YAMLMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        return mapper.readValue(yaml, Text.class).scenario();
    }

    Optional<Rule> decide(String bank, CreditTransfer transfer) {
        return rules.stream()
                .filter(rule -> rule.when().fits(bank, transfer, chance(rule.name(), transfer.endToEndId())))
                .findFirst();
    }

    /** How long it takes at most until an accepted instruction is booked. */
    Duration slowest() {
        Duration late = rules.stream()
                .filter(rule -> rule.action() == Action.LATE)
                .map(Rule::delay)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return answerAfter.plus(bookAfter).plus(late);
    }

    RecallRule decideRecall(String bank, CreditTransfer transfer, String reason) {
        return recalls.stream()
                .filter(rule -> rule.fits(bank, transfer, reason, chance(rule.name(), transfer.endToEndId())))
                .findFirst()
                .orElse(RecallRule.OTHERWISE);
    }

    /** Between 0 and 1, and the same whenever it is asked. */
    private double chance(String rule, String endToEndId) {
        long mixed = seed * 0x9E3779B97F4A7C15L + rule.hashCode() * 31L + endToEndId.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** The form on paper, where anything may be left out. */
    private record Text(
            @Nullable Long seed,
            @Nullable Duration acknowledgeAfter,
            @Nullable Duration answerAfter,
            @Nullable Duration bookAfter,
            @Nullable Duration endOfDayEvery,
            @Nullable Boolean quietStatements,
            @Nullable Boolean notifications,
            @Nullable Boolean bookBatches,
            @Nullable Boolean listAccepted,
            @Nullable Boolean archive,
            @Nullable Boolean takeAtOnce,
            @Nullable Duration recallAfter,
            @Nullable List<Rule> rules,
            @Nullable List<RecallRule> recalls,
            @Nullable List<Incident> incidents) {

        Scenario scenario() {
            return new Scenario(
                    seed == null ? 1 : seed,
                    acknowledgeAfter == null ? Duration.ZERO : acknowledgeAfter,
                    answerAfter == null ? Duration.ZERO : answerAfter,
                    bookAfter == null ? Duration.ZERO : bookAfter,
                    endOfDayEvery,
                    quietStatements == null || quietStatements,
                    notifications == null || notifications,
                    bookBatches != null && bookBatches,
                    listAccepted == null || listAccepted,
                    archive == null || archive,
                    takeAtOnce != null && takeAtOnce,
                    recallAfter == null ? Duration.ZERO : recallAfter,
                    rules == null ? List.of() : rules,
                    recalls == null ? List.of() : recalls,
                    incidents == null ? List.of() : incidents);
        }
    }
}
