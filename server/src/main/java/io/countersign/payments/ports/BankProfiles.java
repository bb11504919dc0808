package io.countersign.payments.ports;

import io.countersign.model.Fault;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Instruction;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the banks behind the connections take, known before anything is sent. Every answer is computed from the profile
 * and the payment alone, without looking anything up, so that it can be asked for each payment of a large run.
 */
public interface BankProfiles {

    /**
     * Everything the bank would refuse of one payment; empty if it would take it.
     *
     * @return faults with the path of the field, a JSON Pointer
     */
    List<Fault> faults(Order order);

    /** How the bank would get the texts of one payment; empty if the connection has no profile that can be read. */
    Optional<AsWritten> asWritten(Order order);

    /** What a file of this connection looks like; empty if the connection has no profile that can be read. */
    Optional<FileForm> fileForm(String connection);

    /** The calendar of the bank behind a connection; empty if its profile names none. */
    Optional<String> calendar(String connection);

    /** What the bank behind a connection promises for a scheme; empty if there is no profile that offers it. */
    Optional<Terms> terms(String connection, String scheme);

    /** Every profile that runs, by name. */
    List<Described> all();

    /**
     * What of a supplier's data would not pass, whatever the payment; empty if nothing.
     *
     * @throws IllegalArgumentException if no profile has that name
     */
    List<Fault> compliance(String profile, Creditor creditor, LocalDate on);

    /** One payment with what decides about it. */
    record Order(String connection, String scheme, Debtor debtor, LocalDate requestedOn, Instruction instruction) {}

    /** A supplier's account as a payment would name it. */
    record Creditor(
            String name,
            String number,
            @Nullable String bic,
            @Nullable String country,
            @Nullable String addressJson) {}

    /**
     * The texts of a payment in the bank's characters and lengths.
     *
     * @param profile the profile's name with the hash of its text
     * @param address lines as a reader would write them; empty if none is sent
     * @param uncutRemittance what the text would be if its field were long enough
     * @param cut what does not fit its field, in plain words
     */
    record AsWritten(
            String profile,
            String creditorName,
            List<String> address,
            @Nullable String remittance,
            @Nullable String uncutRemittance,
            @Nullable String reference,
            List<String> cut) {}

    /**
     * The outer form of a file.
     *
     * @param profile the profile's name with the hash of its text
     * @param namePattern with {@code {messageId}}, {@code {date}} (yyyyMMdd, UTC), {@code {scheme}} and {@code
     *     {payees}}, which is VERIFIED or UNVERIFIED
     * @param mostPayments the most payments in one file
     * @param tracePrefix what the trace number of a payment begins with, before its position in the file; null where a
     *     file has no trace numbers
     */
    record FileForm(
            String profile,
            String namePattern,
            int mostPayments,
            @Nullable String tracePrefix) {}

    /**
     * What a bank promises, and what was agreed with it.
     *
     * @param profile the profile's name with the hash of its text
     * @param acknowledgedWithin how soon it acknowledges a file; null if it promises no time
     * @param payees whether it verifies payees of files of several payments; null if nothing was agreed
     * @param cutOffs until when it executes the same day; of those that fit, the first counts
     */
    record Terms(
            String profile,
            @Nullable Duration acknowledgedWithin,
            @Nullable PayeeChoice payees,
            List<CutOff> cutOffs) {

        /** The cut-off that holds for a currency. */
        public Optional<CutOff> cutOff(String currency) {
            return cutOffs.stream()
                    .filter(one ->
                            one.currencies().isEmpty() || one.currencies().contains(currency))
                    .findFirst();
        }
    }

    /**
     * Whether payees are verified for files of several payments, who decided it, and why.
     *
     * @param optIn false for the opt-out of Regulation (EU) 2024/886, article 5c(6)
     */
    record PayeeChoice(boolean optIn, String who, String why) {}

    /**
     * Until when of a business day a bank still executes the same day.
     *
     * @param rule as decisions name it: {@code de-dk-09@1f3a9c0b2d4e#cut-off-1}
     * @param currencies for which it holds; empty for all
     * @param at null for what runs at all hours
     * @param days business days from the execution to the creditor's account
     */
    record CutOff(
            String rule, Set<String> currencies, @Nullable LocalTime at, ZoneId zone, int days) {}

    /**
     * A profile in a list. {@code connections} are those whose files it decides about; {@code recall} is the message by
     * which payments are called back, {@code none} if by no file; {@code acknowledgedWithin} is null if the bank promises
     * no time.
     */
    record Described(
            String name,
            String title,
            String message,
            List<String> guides,
            List<String> schemes,
            List<String> connections,
            String recall,
            @Nullable Duration acknowledgedWithin,
            String sha256) {}
}
