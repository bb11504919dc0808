package io.countersign.connectors.bank;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** A key of a connection cannot be used: the file is missing, the password is wrong, or it has ended. No file's fault. */
final class KeyTrouble extends GeneralSecurityException {

    private static final long serialVersionUID = 1;

    KeyTrouble(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
