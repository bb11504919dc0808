package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.TestStatement.Says;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account in euro, payments ordered in dollars, and a bank that only says how many euro it took: 1.25 USD cost one. */
@CountersignTest
class ForeignCurrencyTest {

    private static final Caller TOMAS = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "tomas", "Tomas Lind"), "c-tomas", null, null),
            Set.of(Capability.RECONCILIATION_WORK, Capability.PAYMENTS_READ),
            Set.of("reconciliation-clerk"),
            Set.of());

    @Autowired
    Statements statements;

    @Autowired
    Breaks breaks;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void rates() {
        payments = new SentPayments(jdbc);
        rate("USD", "1.25", "2026-11-18");
        rate("USD", "9.99", "2026-11-21");
        rate("CHF", "0.95", "2026-10-01");
    }

    @Test
    void whatTheReferenceRateGivesIsAcceptedWithinAPercentage() {
        Batch batch = ordered("1000.00", "USD");
        booked(batch, "810.00");
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).containsExactly("FX -10.00 EUR reconciliation");
        assertThat(jdbc.sql("select evidence::text from reconciliation.match where payment_id = :id")
                        .param("id", payments.id(batch, 1))
                        .query(String.class)
                        .single())
                .contains(
                        "\"booked\": \"EUR 810.00\"",
                        "\"ordered\": \"USD 1000.00\"",
                        "\"expected\": \"EUR 800.00\"",
                        "\"referenceRate\": \"0.800000\"",
                        "\"referenceOn\": \"2026-11-18\"");
    }

    @Test
    void whatTheReferenceRateGivesExactlyIsNoDifference() {
        Batch batch = ordered("1000.00", "USD");
        booked(batch, "800.00");
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).isEmpty();
    }

    @Test
    void aRateFurtherOffIsABreakThatShowsBothAndMayBeWrittenOff() {
        Batch batch = ordered("1000.00", "USD");
        booked(batch, "830.00");
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        Breaks.View view = open(batch);
        assertThat(view.kind()).isEqualTo(BreakKind.CURRENCY_DIFFERS);
        assertThat(view.detail())
                .isEqualTo(
                        "The bank booked EUR 830.00, the payment is USD 1,000.00, 1 USD = 0.830000 EUR; the reference rate"
                                + " of 2026-11-18, 1 USD = 0.800000 EUR, gives EUR 800.00");

        assertThat(breaks.writeOff(TOMAS, view.id(), "CHARGE", "A fee")).isInstanceOf(Breaks.Result.Refused.class);
        assertThat(breaks.writeOff(TOMAS, view.id(), "FX", "Their evening rate"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).containsExactly("FX -30.00 EUR reconciliation");
    }

    @Test
    void aPercentageOfMuchIsNeverAboveTheLimitOfOnePerson() {
        Batch batch = ordered("100000.00", "USD");
        booked(batch, "80300.00");
        Breaks.View view = open(batch);
        assertThat(view.kind()).isEqualTo(BreakKind.CURRENCY_DIFFERS);
        assertThat(breaks.writeOff(TOMAS, view.id(), "FX", "Their rate")).isInstanceOf(Breaks.Result.Waits.class);
    }

    @Test
    void anOldRateIsNoReference() {
        Batch batch = ordered("100.00", "CHF");
        booked(batch, "105.00");
        Breaks.View view = open(batch);
        assertThat(view.detail())
                .isEqualTo("The bank booked EUR 105.00, the payment is CHF 100.00, 1 CHF = 1.050000 EUR; there is no"
                        + " reference rate");
        assertThat(breaks.writeOff(TOMAS, view.id(), "FX", "Their rate")).isInstanceOf(Breaks.Result.Refused.class);
    }

    private Batch ordered(String amount, String currency) {
        Batch batch = payments.sent(1);
        jdbc.sql("update payments.payment set amount = cast(:amount as numeric), currency = :currency where id = :id")
                .param("amount", amount)
                .param("currency", currency)
                .param("id", payments.id(batch, 1))
                .update();
        return batch;
    }

    private void booked(Batch batch, String euro) {
        TestStatement statement = TestStatement.of(batch.account()).debit(euro, Says.endToEnd(batch.endToEndId(1)));
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", new UUID(0, 5)));
    }

    private Breaks.View open(Batch batch) {
        return breaks.list(TOMAS, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> b.account().equals(batch.account()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> differences(Batch batch) {
        return jdbc.sql("""
                select d.kind || ' ' || d.amount || ' ' || d.currency || ' ' || split_part(d.policy, '@', 1)
                from reconciliation.difference d join reconciliation.line l on l.id = d.line_id where l.account = :account
                """)
                .param("account", batch.account())
                .query(String.class)
                .list();
    }

    private void rate(String currency, String perEuro, String on) {
        jdbc.sql("""
                insert into payments.exchange_rate (currency, per_euro, on_date, source)
                values (:currency, cast(:rate as numeric), cast(:on as date), 'ECB') on conflict do nothing
                """)
                .param("currency", currency)
                .param("rate", perEuro)
                .param("on", on)
                .update();
    }
}
