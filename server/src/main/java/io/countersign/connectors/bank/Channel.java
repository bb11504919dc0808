package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.IOException;
import java.io.InputStream;

/** One way in which files go to a bank and come from it. What is in them is none of its business. */
interface Channel {

    BankConnections.Channel kind();

    /** Hands one file over. What is known when it ends is the answer; an exception before the last act is not sent. */
    Handover send(Connection connection, Draft draft, InputStream content, long size);

    /**
     * Whether the bank's side shows the file.
     *
     * @throws IOException if it cannot be looked at now
     */
    Presence look(Connection connection, Draft draft) throws IOException;

    /**
     * Fetches what the bank left, oldest first. A file is given to {@code keep} before it is moved away.
     *
     * @return how many files were new
     */
    int fetch(Connection connection, Keep keep) throws IOException;

    /** Whether an outage can be seen in a call, so that a breaker makes sense. */
    default boolean canFail() {
        return true;
    }

    /** Takes in the bytes of one file. */
    @FunctionalInterface
    interface Keep {
        Kept file(String name, InputStream content) throws IOException;
    }

    /** The words of a failure, never empty. */
    static String message(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
    }
}
