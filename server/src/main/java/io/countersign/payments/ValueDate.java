package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.policy.Policies;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What day a payment makes if it is released at a given moment. A pure function of the cut-off, the calendars and the
 * time: the same question has the same answer before approving, before releasing and through the API.
 *
 * @param requestedOn the requested execution date, as it was signed
 * @param bankDate the date the bank file asks for: the requested one, or if that is no business day the next (the rule
 *     <em>following</em> of ISO 20022)
 * @param executionOn when the bank executes it if it is released at that moment
 * @param valueOn by when the creditor's account has it
 * @param releaseBy the cut-off of the execution day; null for what runs at all hours
 * @param zone the bank's time zone, to which the dates belong
 * @param made whether the execution is on the bank date, so that nothing is late
 * @param irrevocable whether nothing can be called back once it left, as with instant payments
 * @param reasons why the dates are not those that were asked for, in words; empty if they are
 * @param policy the row of the cut-offs that decided, such as {@code cut-offs@1#row-1}, or the rule of the bank profile,
 *     such as {@code de-dk-09@1f3a9c0b2d4e#cut-off-1}; null if there is none
 * @param calendars whose closing days were counted; empty for what runs at all hours
 */
public record ValueDate(
        LocalDate requestedOn,
        LocalDate bankDate,
        LocalDate executionOn,
        LocalDate valueOn,
        @Nullable Instant releaseBy,
        ZoneId zone,
        boolean made,
        boolean irrevocable,
        List<String> reasons,
        @Nullable String policy,
        List<String> calendars) {

    /**
     * @param rule empty if no row of the policy is for the scheme; then the end of the day (UTC) counts
     * @param days the business days of scheme, currency and bank
     */
    static ValueDate of(LocalDate requestedOn, Optional<Policies.CutOff> rule, BusinessDays days, Instant at) {
        if (rule.isPresent() && rule.get().always()) {
            return atAllHours(requestedOn, rule.get(), at);
        }
        ZoneId zone = rule.map(Policies.CutOff::zone).orElse(ZoneOffset.UTC);
        LocalDate today = LocalDate.ofInstant(at, zone);
        LocalDate bankDate = days.following(requestedOn);
        List<String> reasons = new ArrayList<>(ClosingWords.of(days.closings(requestedOn, bankDate)));
        LocalDate execution = bankDate;
        if (execution.isBefore(today)) {
            reasons.add(ClosingWords.dates(List.of(bankDate)) + " has passed");
            execution = days.following(today);
            reasons.addAll(ClosingWords.of(days.closings(today, execution)));
        }
        if (execution.equals(today) && rule.isPresent() && !at.isBefore(cutOff(rule.get(), today))) {
            reasons.add("The cut-off of %s has passed".formatted(rule.get().at()));
            execution = days.following(today.plusDays(1));
            reasons.addAll(ClosingWords.of(days.closings(today.plusDays(1), execution)));
        }
        if (rule.isEmpty()) {
            reasons.add("No row of the cut-offs is for this scheme");
        }
        LocalDate day = execution;
        return new ValueDate(
                requestedOn,
                bankDate,
                day,
                days.plus(day, rule.map(Policies.CutOff::days).orElse(0)),
                rule.map(one -> cutOff(one, day)).orElse(null),
                zone,
                day.equals(bankDate),
                false,
                List.copyOf(reasons),
                rule.map(Policies.CutOff::policy).orElse(null),
                days.names());
    }

    /** The next cut-off: today's if it has not passed and today is a business day, else that of the next one. */
    static ZonedDateTime nextCutOff(Policies.CutOff rule, BusinessDays days, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, rule.zone());
        LocalDate day = days.following(now.isBefore(cutOff(rule, today)) ? today : today.plusDays(1));
        return day.atTime(rule.at()).atZone(rule.zone());
    }

    private static Instant cutOff(Policies.CutOff rule, LocalDate day) {
        return day.atTime(rule.at()).atZone(rule.zone()).toInstant();
    }

    private static ValueDate atAllHours(LocalDate requestedOn, Policies.CutOff rule, Instant at) {
        LocalDate today = LocalDate.ofInstant(at, rule.zone());
        boolean late = requestedOn.isBefore(today);
        LocalDate day = late ? today : requestedOn;
        return new ValueDate(
                requestedOn,
                day,
                day,
                day,
                null,
                rule.zone(),
                true,
                true,
                late ? List.of(ClosingWords.dates(List.of(requestedOn)) + " has passed") : List.of(),
                rule.policy(),
                List.of());
    }
}
