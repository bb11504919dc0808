package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.payments.StructuredReference.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredReferenceTest {

    private static final Path VECTORS =
            Path.of("..", "..", "shared", "data", "ids", "structured_reference_vectors.tsv");

    private static final Map<String, String> COUNTRIES = Map.of("FI", "FI", "KID", "NO");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            RF18539007547034            | DE | RF
            RF19539007547034            | DE | -
            010806817183                | BE | OGM
            010806817180                | BE | -
            210000000003139471430009017 | CH | QRR
            210000000003139471430009016 | CH | -
            000000000000000000000000000 | CH | -
            559582243294671             | FI | VIITE
            559582243294671             | DE | -
            559582243294672             | FI | -
            01290865                    | NO | KID
            1230-                       | NO | -
            122                         | NO | -
            1234567897                  | SE | OCR
            1234567898                  | SE | -
            1                           | SE | -
            """)
    void knowsAReferenceByItsCheckDigits(String reference, String country, @Nullable Kind kind) {
        assertThat(StructuredReference.kinds(reference, country))
                .isEqualTo(kind == null ? java.util.Set.of() : java.util.Set.of(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "+++010/8068/17183+++, 010806817183",
        "***010/8068/17183***, 010806817183",
        "+++010/8068/17183***, +++010/8068/17183***",
        "RF18 5390 0754 7034, RF18539007547034",
        "21 00000 00003 13947 14300 09017, 210000000003139471430009017",
        "2026/11/0815, 2026/11/0815"
    })
    void knowsAReferenceAsItIsPrinted(String printed, String reference) {
        assertThat(StructuredReference.compact(printed)).isEqualTo(reference);
    }

    @ParameterizedTest
    @CsvSource({
        "CH4431999123000889012, true", "CH9300762011623852957, false", "LI21088100002324013AA, false",
        "CH5630000001250009877, true", "CH0032000001250009877, false", "DE75512108001245126199, false"
    })
    void knowsAQrIban(String account, boolean qr) {
        assertThat(StructuredReference.isQrIban(account)).isEqualTo(qr);
    }

    @Test
    void agreesWithTheVectorsOfOthers() throws IOException {
        Assumptions.assumeTrue(Files.exists(VECTORS), "../../shared/data is not there: vectors of others are not read");
        List<String> lines = Files.readAllLines(VECTORS);
        int compared = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            String reference = cells[1].replaceAll("[ +/]", "").toUpperCase(Locale.ROOT);
            boolean foreignToFinland = cells[3].contains("not a Finnish");
            boolean valid = !StructuredReference.kinds(reference, COUNTRIES.getOrDefault(cells[0], "XX"))
                    .isEmpty();
            if (!foreignToFinland) {
                assertThat(valid).as(line).isEqualTo(cells[2].equals("valid"));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(30);
    }
}
