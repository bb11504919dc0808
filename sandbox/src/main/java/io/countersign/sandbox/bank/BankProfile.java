package io.countersign.sandbox.bank;

import java.math.BigDecimal;
import java.util.List;

/**
 * One simulated bank and the accounts it keeps for us.
 *
 * @param name also the user name at its SFTP server and the name of the connection
 * @param title how people call the bank
 * @param modern true writes pain.002.001.10 and camt version 08; false pain.002.001.03 and camt version 02
 */
public record BankProfile(String name, String title, String bic, boolean modern, List<Account> accounts) {

    /** An account of ours and what is on it when the simulation begins. */
    public record Account(String number, String holder, String currency, BigDecimal opening) {}

    public BankProfile {
        accounts = List.copyOf(accounts);
    }

    static boolean isIban(String number) {
        return number.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    }
}
