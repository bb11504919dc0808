package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountCheckTest {

    private static final Path VECTORS = Path.of("../../shared/data/ids");

    @ParameterizedTest
    @CsvSource(textBlock = """
            DE89370400440532013000     , true
            NL91ABNA0417164300         , true
            FR1420041010050500013M02606, true
            GB29NWBK60161331926819     , true
            de89370400440532013000     , false
            DE8937040044053201300      , false
            DE89370400440532013001     , false
            GB12BARC202015300934A9     , false
            XX89370400440532013000     , false
            DE                         , false
            """)
    void knowsAnIban(String iban, boolean good) {
        assertThat(AccountCheck.iban("/iban", iban).isEmpty()).isEqualTo(good);
    }

    @Test
    void tellsEveryFaultOfAnIban() {
        assertThat(AccountCheck.iban("/iban", "DE8937040044053201x")).hasSize(3);
    }

    @Test
    void agreesWithThePublishedIbans() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (String[] row : rows("iban_vectors.tsv")) {
            boolean expected = row[1].startsWith("valid");
            all.assertThat(AccountCheck.iban("", AccountCheck.compact(row[0])).isEmpty())
                    .as(String.join(" | ", row))
                    .isEqualTo(expected);
        }
        all.assertAll();
    }

    @Test
    void agreesWithThePublishedBics() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (String[] row : rows("bic_vectors.tsv")) {
            all.assertThat(AccountCheck.bic("", row[0]).isEmpty())
                    .as(String.join(" | ", row))
                    .isEqualTo(row[1].startsWith("valid"));
        }
        all.assertAll();
    }

    private static Iterable<String[]> rows(String file) throws IOException {
        Path path = VECTORS.resolve(file);
        assumeTrue(Files.exists(path), () -> String.format(Locale.ROOT, "%s is not here", path));
        return Files.readAllLines(path).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
