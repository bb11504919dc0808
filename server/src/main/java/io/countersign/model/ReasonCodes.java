package io.countersign.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The codes with which banks give reasons, and what each means in words. The lists are data, below {@code codes/}. */
public final class ReasonCodes {

    /** Why a payment was rejected. */
    public static final ReasonCodes REJECTION = of("reason");

    /** Why money came back; also the codes of an addenda 99 of NACHA. */
    public static final ReasonCodes RETURN = of("reason", "return-reason", "ach-return");

    /** Why money that was called back does not come back. */
    public static final ReasonCodes RECALL_REFUSAL = of("reason", "cancellation-rejection");

    /** How far a bank has got with a payment, or with calling one back. */
    public static final ReasonCodes STATUS = of("status");

    /** What is to be changed before the next payment: the codes of an addenda 98 of NACHA. */
    public static final ReasonCodes CHANGE = of("ach-change");

    private final Properties words;

    private ReasonCodes(Properties words) {
        this.words = words;
    }

    /** Of two lists that have a code the later one counts. */
    private static ReasonCodes of(String... lists) {
        Properties words = new Properties();
        for (String list : lists) {
            String name = "/codes/" + list + ".properties";
            try (InputStream in = ReasonCodes.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + " is not there");
                }
                words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return new ReasonCodes(words);
    }

    /** Every code with its meaning. */
    public Map<String, String> all() {
        return words.stringPropertyNames().stream().collect(Collectors.toMap(code -> code, words::getProperty));
    }

    /** What a code means; empty for one that no list holds, such as a bank's own. */
    public Optional<String> words(@Nullable String code) {
        return code == null ? Optional.empty() : Optional.ofNullable(words.getProperty(code));
    }

    /** What a code means, and what the bank wrote beside it; empty where neither says anything. */
    public Optional<String> words(@Nullable String code, @Nullable String text) {
        String meaning = words(code).orElse("");
        String written = text == null ? "" : text.strip();
        if (meaning.isEmpty() || written.toLowerCase(Locale.ROOT).startsWith(meaning.toLowerCase(Locale.ROOT))) {
            return written.isEmpty() ? Optional.empty() : Optional.of(written);
        }
        return Optional.of(written.isEmpty() ? meaning : meaning + ": " + written);
    }
}
