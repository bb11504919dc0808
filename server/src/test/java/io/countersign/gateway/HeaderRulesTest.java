package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules for headers are those of the regular expressions they stand for. */
class HeaderRulesTest {

    private static final Pattern NAME = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");
    private static final Pattern VALUE = Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*");

    @Test
    void agreeOnEveryCharacter() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String text = "a" + Character.toString(character) + "z";
            assertThat(HeaderRules.isSound(text, false))
                    .as("name U+%04X", character)
                    .isEqualTo(NAME.matcher(text).matches());
            assertThat(HeaderRules.isSound(text, true))
                    .as("value U+%04X", character)
                    .isEqualTo(VALUE.matcher(text).matches());
        }
    }
}
