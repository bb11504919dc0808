package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.Figures;
import io.countersign.platform.CountersignTest;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sentences made by the database and by the program write amounts alike. */
@CountersignTest
class FiguresTest {

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                   | EUR | EUR 0.00
            0.5                 | EUR | EUR 0.50
            999.90              | EUR | EUR 999.90
            1204332.18          | EUR | EUR 1,204,332.18
            -9388.4             | CHF | CHF −9,388.40
            1204.5000           | USD | USD 1,204.50
            10.12345            | USD | USD 10.12345
            1234567             | JPY | JPY 1,234,567
            1234.5              | JPY | JPY 1,234.5
            1234.5              | KWD | KWD 1,234.500
            123456789012345.678 | KWD | KWD 123,456,789,012,345.678
            1000                | ZZZ | ZZZ 1,000.00
            """)
    void theDatabaseAndTheProgramAgree(BigDecimal amount, String currency, String read) {
        assertThat(Figures.money(amount, currency)).isEqualTo(read);
        assertThat(jdbc.sql("select reconciliation.money(:amount, :currency)")
                        .param("amount", amount)
                        .param("currency", currency)
                        .query(String.class)
                        .single())
                .isEqualTo(read);
    }
}
