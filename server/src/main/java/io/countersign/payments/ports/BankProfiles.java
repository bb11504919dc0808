package io.countersign.payments.ports;

import io.countersign.model.Fault;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Instruction;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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
     * @param cut what does not fit its field, in plain words
     */
    record AsWritten(
            String profile,
            String creditorName,
            List<String> address,
            @Nullable String remittance,
            @Nullable String reference,
            List<String> cut) {}

    /**
     * The outer form of a file.
     *
     * @param profile the profile's name with the hash of its text
     * @param namePattern with {@code {messageId}}, {@code {date}} (yyyyMMdd, UTC) and {@code {scheme}}
     * @param mostPayments the most payments in one file
     */
    record FileForm(String profile, String namePattern, int mostPayments) {}

    /** A profile in a list. {@code acknowledgedWithin} is null if the bank promises no time. */
    record Described(
            String name,
            String title,
            String message,
            List<String> guides,
            List<String> schemes,
            @Nullable Duration acknowledgedWithin,
            String sha256) {}
}
