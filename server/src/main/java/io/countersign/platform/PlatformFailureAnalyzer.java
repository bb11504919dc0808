package io.countersign.platform;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator the sentence instead of a stack trace. */
final class PlatformFailureAnalyzer extends AbstractFailureAnalyzer<PlatformFailure> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PlatformFailure cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
