package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Security;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.LocalDate;

/**
 * Signs and encrypts files for a bank, and opens and verifies what it sends, with keys read anew from their files each time:
 * a new key counts from the next file on. Everything is streamed.
 */
interface Seal {

    /** The keys of a connection, in the form it asks for. */
    static Seal of(Security security, Clock clock) {
        return switch (security.form()) {
            case PGP -> new PgpSeal(security, clock);
            case CMS -> new CmsSeal(security, clock);
        };
    }

    /** Writes {@code plain} as {@link Security#outgoing()} says. */
    void seal(InputStream plain, String name, OutputStream sealed) throws IOException, GeneralSecurityException;

    /**
     * Writes what is inside. Only when this returns is it known that {@link Security#incoming()} was kept: nothing of it
     * may be used before.
     *
     * @return who signed it, for people; empty where no signature is asked for
     * @throws Unreadable if it is damaged, not for us, or not signed by the bank's key
     * @throws GeneralSecurityException if our own keys cannot be used
     */
    String open(InputStream sealed, OutputStream plain) throws IOException, GeneralSecurityException;

    /** The first day on which one of the two keys does not last any more is after this one; the end of time if none ends. */
    LocalDate lastDay() throws IOException, GeneralSecurityException;
}
