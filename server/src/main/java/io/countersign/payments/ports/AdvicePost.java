package io.countersign.payments.ports;

import java.io.InputStream;
import java.util.UUID;

/** Who carries remittance advices to creditors. There is none where no mail server is set. */
public interface AdvicePost {

    /** Hands one letter over. It may be called again with the same letter if it cannot be known what became of it. */
    Posted post(Letter letter);

    /**
     * A letter with a document.
     *
     * @param id of the advice; the same letter has the same one, so that a second copy can be recognised
     * @param to the address as the ERP has it, not checked
     * @param sender the legal entity that pays
     * @param document read once
     * @param fileName of the document, in plain ASCII
     */
    record Letter(
            UUID id, String to, String sender, String subject, String text, String fileName, InputStream document) {}

    /** What became of a letter. */
    sealed interface Posted {
        /** The server took it. */
        record Taken(String recipient) implements Posted {}

        /** Not now; another attempt may end otherwise. */
        record Later(String why) implements Posted {}

        /** Never like this: the address or the letter itself is refused. */
        record Refused(String why) implements Posted {}
    }
}
