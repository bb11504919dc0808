package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseAction;
import io.countersign.cases.CaseResult;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.model.Money;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.platform.CountersignTest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a bank would refuse is found before anybody signs, not after the file was sent. */
@CountersignTest
@Import(PaymentsFixture.class)
class BankProfilesOfPaymentsTest {

    private static final String QR_IBAN = "CH4431999123000889012";

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Payments payments;

    @Autowired
    Compliance compliance;

    @Autowired
    Cases cases;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void entity() {
        scene.entity();
        scene.supplier("swiss-supplier", QR_IBAN, true, null);
        scene.workAll();
    }

    @Test
    void pain03_aPaymentTheBankWouldRefuseIsHeldWithEveryFaultBeforeAnApproverSeesIt() {
        UUID id = scene.received(to(QR_IBAN, "Rechnung 12", null));
        scene.workAll();

        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        assertThat(payments.submit(Cast.CLERK, Target.payment(id))).isInstanceOf(ActResult.Refused.class);
        CaseView open = cases.ofPayment(Cast.OTHER_CLERK, id).getFirst();
        assertThat(open.title()).isEqualTo("The bank would refuse it");
        assertThat(holds(id))
                .singleElement()
                .asString()
                .isEqualTo(
                        "/structuredReference: sepa-generic-09: a QR-IBAN is paid with a QR reference of 27 digits only");
    }

    @Test
    void pain03_liftingTheHoldDoesNotOutvoteTheBank() {
        UUID id = scene.received(to(QR_IBAN, "Rechnung 13", null));
        scene.workAll();
        CaseView open = cases.ofPayment(Cast.OTHER_CLERK, id).getFirst();
        assertThat(cases.resolve(Cast.OTHER_CLERK, open.id(), CaseAction.LIFT_HOLD, "Try it again"))
                .isInstanceOf(CaseResult.Done.class);
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
    }

    @Test
    void aPaymentWithItsReferencePassesAndTheApproverSeesWhatTheBankGets() {
        UUID id = scene.received(to(QR_IBAN, null, "210000000003139471430009017"));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.VALIDATED);

        BankProfiles.AsWritten written = compliance.asWritten(Cast.APPROVER, id).orElseThrow();
        assertThat(written.profile()).startsWith("sepa-generic-09@");
        assertThat(written.creditorName()).isEqualTo("Zuercher + Soehne");
        assertThat(written.reference()).isEqualTo("210000000003139471430009017");
    }

    @Test
    void aFileSaysByWhichTextOfWhichProfileItWasWritten() {
        UUID id = scene.approved("10.10");
        assertThat(scene.release(Cast.TREASURER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
        scene.workAll();
        assertThat(jdbc.sql("""
                        select f.profile from payments.bank_file f join payments.payment p on p.file_id = f.id
                        where p.id = :id
                        """).param("id", id).query(String.class).single()).startsWith("sepa-generic-09@");
    }

    @Test
    void pain02_suppliersWithoutAStructuredAddressAreListedWithWhatIsMissing() {
        String name = "Brennhof swiss-supplier";
        assertThat(compliance
                        .suppliers(Cast.CLERK, "cross-border-09", null, 500)
                        .items())
                .filteredOn(unfit -> unfit.name().equals(name))
                .singleElement()
                .satisfies(unfit -> assertThat(unfit.reasons())
                        .extracting(Compliance.Unfit.Reason::path)
                        .contains("/creditorAddress"));
    }

    private List<String> holds(UUID id) {
        return jdbc.sql("select detail from payments.hold where payment_id = :id and lifted_at is null")
                .param("id", id)
                .query(String.class)
                .list();
    }

    private NewPayment to(String account, @Nullable String remittance, @Nullable String reference) {
        return new NewPayment(
                PaymentsFixture.ENTITY,
                null,
                "SUPPLIER",
                Money.of("10.10", "EUR"),
                scene.today(),
                "Zürcher & Söhne",
                account,
                null,
                "CH",
                remittance,
                reference,
                null,
                String.valueOf(remittance == null ? reference : remittance),
                null,
                List.of());
    }
}
