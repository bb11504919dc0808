package io.countersign.connectors.bank;

import io.countersign.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A file that cannot be taken, with the sentence and the place that go into its case. Never carries the file's text. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String why;
    private final @Nullable String place;

    Unreadable(ErrorCode code, String why, @Nullable String place, @Nullable Throwable cause) {
        super(place == null ? why : why + " (" + place + ")", cause);
        this.code = code;
        this.why = why;
        this.place = place;
    }

    static Unreadable file(String why) {
        return new Unreadable(ErrorCode.FILE_UNREADABLE, why, null, null);
    }

    /** In line {@code line} of the file, from 1. */
    static Unreadable at(int line, String why) {
        return new Unreadable(ErrorCode.FILE_UNREADABLE, why, "line " + line, null);
    }

    static Unreadable foreign(String why) {
        return new Unreadable(ErrorCode.FILE_FOREIGN, why, null, null);
    }

    /** It is not signed or encrypted as was agreed. */
    static Unreadable seal(String why) {
        return new Unreadable(ErrorCode.FILE_SEAL, why, null, null);
    }

    ErrorCode code() {
        return code;
    }

    String why() {
        return why;
    }

    @Nullable
    String place() {
        return place;
    }
}
