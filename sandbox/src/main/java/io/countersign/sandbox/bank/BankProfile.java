package io.countersign.sandbox.bank;

import java.math.BigDecimal;
import java.util.List;

/**
 * One simulated bank and the accounts it keeps for us.
 *
 * @param name also the user name at its SFTP server and the name of the connection
 * @param title how people call the bank
 */
public record BankProfile(
        String name, String title, String bic, Dialect dialect, Channel channel, List<Account> accounts) {

    /** How files travel between us and a bank. Whichever it is, they lie in the same directories at the bank. */
    public enum Channel {
        /** Over the SFTP server of the banks. */
        SFTP,
        /** Over the API of the banks. */
        HTTPS,
        /** Through the directories themselves, as if another program carried files between them and the bank. */
        FOLDER,
        /** By a person, on a page of the bank. */
        PORTAL
    }

    /** In which messages a bank answers. */
    public enum Dialect {
        /** pain.002.001.10, camt.054.001.08 and camt.053.001.08. */
        CAMT_08,
        /** pain.002.001.03, camt.054.001.02 and camt.053.001.02. */
        CAMT_02,
        /** As the first, except that statements are MT940; a camt.054 names each payment of a total. */
        SWIFT
    }

    /** An account of ours and what is on it when the simulation begins. */
    public record Account(String number, String holder, String currency, BigDecimal opening) {}

    public BankProfile {
        accounts = List.copyOf(accounts);
    }

    public BankProfile(String name, String title, String bic, boolean modern, List<Account> accounts) {
        this(name, title, bic, modern ? Dialect.CAMT_08 : Dialect.CAMT_02, Channel.SFTP, accounts);
    }

    /** Who fetches everything by hand gets one answer to a file, and statements of days with movements. */
    boolean sparing() {
        return channel == Channel.PORTAL;
    }

    boolean modern() {
        return dialect != Dialect.CAMT_02;
    }

    Account account(String number) {
        return accounts.stream()
                .filter(a -> a.number().equals(number))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(title + " keeps no account " + number));
    }

    static boolean isIban(String number) {
        return number.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    }
}
