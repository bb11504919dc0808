package io.countersign.sandbox.payee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pain 23: names as people, registers and forgers write them. */
class NameMatchTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Jana Müller                | Jana Müller                 | MATCH
            JANA MUELLER               | Jana Müller                 | MATCH
            Jana Mu\u0308ller          | Jana Müller                 | MATCH
            Müller, Jana               | Jana Müller                 | MATCH
            José García                | Jose Garcia                 | MATCH
            Łukasz Wałęsa              | Lukasz Walesa               | MATCH
            Søren Ærø                  | Soeren Aeroe                | MATCH
            O'Brien & Sons             | O Brien Sons                | MATCH
            Kranenburg BV              | Kranenburg B.V.             | MATCH
            J. Müller                  | Jana Müller                 | CLOSE
            Kranenburg                 | Kranenburg B.V.             | CLOSE
            Brennhof GmbH              | Brennhof GmbH & Co. KG      | CLOSE
            Brennhof Logistic GmbH     | Brennhof Logistik GmbH      | CLOSE
            Ateliers Fauvel SA         | Ateliers Fauvel SARL        | CLOSE
            J. Meier                   | Jana Müller                 | NONE
            Jana                       | Jana Müller                 | NONE
            Brennhof Immobilien GmbH   | Brennhof Logistik GmbH      | NONE
            Br\u0435nnhof Logistik     | Brennhof Logistik           | NONE
            \u0410\u0412               | AB                          | NONE
            GmbH                       | Brennhof GmbH               | NONE
            ...                        | Brennhof GmbH               | NONE
            '   '                      | Brennhof GmbH               | NONE
            """)
    void pain23_spellingIsIgnoredSlipsAreCloseAndForgeriesDoNotMatch(String asked, String holder, NameMatch expected) {
        assertThat(NameMatch.of(asked, holder)).isEqualTo(expected);
    }
}
