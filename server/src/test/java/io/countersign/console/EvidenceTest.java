package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final Words WORDS = new Words(ZoneOffset.UTC, Instant.EPOCH);

    @Test
    void isToldInWordsAndFiguresOfPeople() {
        assertThat(Evidence.of("""
                {"booked": "EUR 1172.39", "endToEndId": "PAY-26-000334-MW10I4", "payments": 2, "policy": "reconciliation@1#row-3"}
                """, WORDS))
                .containsExactly(
                        "Booked: EUR 1,172.39",
                        "End to end id: PAY-26-000334-MW10I4",
                        "Payments: 2",
                        "Policy: reconciliation@1#row-3");
    }

    @Test
    void whatIsKeptOtherwiseIsShownAsItIs() {
        assertThat(Evidence.of("seen by hand", WORDS)).containsExactly("seen by hand");
    }
}
