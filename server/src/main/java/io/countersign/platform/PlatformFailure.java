package io.countersign.platform;

import org.jspecify.annotations.Nullable;

/** The program cannot start here. The message is a sentence for the operator: what is wrong and what to do. */
public final class PlatformFailure extends RuntimeException {

    public PlatformFailure(String sentence) {
        super(sentence);
    }

    public PlatformFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
