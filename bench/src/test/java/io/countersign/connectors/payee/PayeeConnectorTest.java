package io.countersign.connectors.payee;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.payments.ports.PayeeVerification;
import io.countersign.payments.ports.PayeeVerification.Answer;
import io.countersign.platform.CountersignTest;
import io.countersign.sandbox.payee.PayeeSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The provider of verification of payee over HTTP: four outcomes, and nothing but silence when it is down. */
@CountersignTest
class PayeeConnectorTest {

    private static final String IBAN = "DE75512108001245126199";
    private static final PayeeSimulator PROVIDER = provider();

    @Autowired
    PayeeVerification verification;

    @DynamicPropertySource
    static void connect(DynamicPropertyRegistry settings) {
        settings.add("countersign.payee.url", PROVIDER::url);
        settings.add("countersign.payee.name", () -> "sandbox");
    }

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    private static PayeeSimulator provider() {
        try {
            PayeeSimulator provider = PayeeSimulator.start(0);
            provider.holds(IBAN, "Brennhof Logistik GmbH & Co. KG");
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void pain23_tellsFourOutcomesAndNeverGuessesWhenNobodyAnswers() {
        assertThat(verification.ask("BRENNHOF LOGISTIK GMBH & CO KG", IBAN)).isEqualTo(new Answer.Match());
        assertThat(verification.ask("Brennhof Logistik GmbH", IBAN))
                .isEqualTo(new Answer.CloseMatch("Brennhof Logistik GmbH & Co. KG"));
        assertThat(verification.ask("Castellane Verre SAS", IBAN)).isEqualTo(new Answer.NoMatch());
        assertThat(verification.ask("Brennhof", "FR1420041010050500013M02606")).isInstanceOf(Answer.NotPossible.class);
        assertThat(verification.ask("", IBAN)).isInstanceOf(Answer.NotPossible.class);

        PROVIDER.down(true);
        for (int i = 0; i < 3; i++) {
            assertThat(verification.ask("Brennhof", IBAN)).isInstanceOf(Answer.Unanswered.class);
        }
        int asked = PROVIDER.asked();
        assertThat(verification.ask("Brennhof", IBAN)).isInstanceOf(Answer.Unanswered.class);
        assertThat(PROVIDER.asked()).as("the breaker is open").isEqualTo(asked);
    }
}
