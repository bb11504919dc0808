package io.countersign.console;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page says about the act that led to it: first what happened to the money or the signature, then why, then the
 * one way on.
 */
public record Said(
        boolean refused,
        String title,
        String text,
        @Nullable String code,
        @Nullable String next,
        List<Fault> faults) {

    static Said recorded(String title, String text) {
        return new Said(false, title, text, null, null, List.of());
    }

    static Said refused(String outcome, ErrorCode why, String text) {
        return refused(outcome, why, text, List.of());
    }

    static Said refused(String outcome, ErrorCode why, String text, List<Fault> faults) {
        String cause = text.isBlank() ? why.title() : text;
        return new Said(true, outcome, sentence(cause), why.code(), why.next(), faults);
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
