package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabasePropertiesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            postgres://hub:s3cret@db.example:6432/pay              | -     | -    | jdbc:postgresql://db.example:6432/pay              | hub         | s3cret
            postgresql://hub:p%40ss@db.example/pay?sslmode=require | -     | -    | jdbc:postgresql://db.example/pay?sslmode=require   | hub         | p@ss
            postgres://db.example/pay                              | owner | pass | jdbc:postgresql://db.example/pay                   | owner       | pass
            postgres://hub:old@db.example/pay                      | -     | new  | jdbc:postgresql://db.example/pay                   | hub         | new
            jdbc:postgresql://db.example/pay?sslmode=verify-full   | owner | pass | jdbc:postgresql://db.example/pay?sslmode=verify-full | owner     | pass
            jdbc:postgresql://db.example/pay                       | -     | -    | jdbc:postgresql://db.example/pay                   | countersign | -
            """)
    void understandsTheAddressesThatProvidersHandOut(
            String given, String user, String password, String url, String name, String secret) {
        DatabaseAccess access = new DatabaseProperties.Database(given, user, password, 1).access();
        assertThat(access.url()).isEqualTo(url);
        assertThat(access.owner()).isEqualTo(new DatabaseAccess.User(name, secret));
    }
}
