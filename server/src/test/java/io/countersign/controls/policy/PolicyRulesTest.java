package io.countersign.controls.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.policy.PolicyLoader.Compiled;
import io.countersign.controls.policy.PolicyRules.Conditional;
import io.countersign.model.Fault;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PolicyRulesTest {

    static final java.util.List<String> SHIPPED = PolicyRules.IDS;

    private static final String HEAD = """
            policy: %s
            owner: policy-owner
            effective: 2026-01-01
            description: for a test
            rows:
            """;

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void theShippedPoliciesAreValid(String policy) {
        assertThat(PolicyLoader.compile(PolicyLoader.shipped(policy)).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            kind,     risk,   amountInBooks, row
            PAYROLL,  NORMAL, 5000000,       row-1
            PAYROLL,  HIGH,   1,             row-1
            SUPPLIER, HIGH,   1,             row-2
            SUPPLIER, NORMAL, 10000.00,      row-3
            SUPPLIER, NORMAL, 10000.01,      row-4
            SUPPLIER, LOW,    250000,        row-4
            TAX,      NORMAL, 250000.01,     row-5
            """, useHeadersInDisplayName = true)
    void theFirstRowThatHoldsDecides(String kind, String risk, BigDecimal amountInBooks, String row) {
        assertThat(decide(PolicyLoader.shipped("approval-matrix"), aPayment(kind, risk, amountInBooks)))
                .isEqualTo(row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EUR | FR | true  | SEPA_SCT
            EUR | FR | false | CROSS_BORDER
            EUR | US | true  | CROSS_BORDER
            CHF | CH | true  | CROSS_BORDER
            """)
    void eurosToSepaIbansTakeSepa(String currency, String country, boolean iban, String scheme) {
        BigDecimal amount = new BigDecimal("10");
        Policies.Subject subject =
                new Policies.Subject("AO-DE", "DE", "SUPPLIER", "NORMAL", currency, amount, amount, country, iban);
        Conditional routing = rules(PolicyLoader.shipped("routing"));
        assertThat(routing.decide(Condition.bind(subject)).orElseThrow().outcome())
                .isInstanceOfSatisfying(
                        PolicyRules.Outcome.Route.class,
                        route -> assertThat(route.scheme()).isEqualTo(scheme));
    }

    @Test
    void amountsAreExactBeyondWhatADoubleHolds() {
        String matrix = HEAD.formatted("approval-matrix") + """
              - when: amount <= decimal('9007199254740993.01')
                approvals: [approver]
              - when: "true"
                approvals: [approver, approver]
            """;
        assertThat(decide(matrix, aPayment("TAX", "LOW", new BigDecimal("9007199254740993.01"))))
                .isEqualTo("row-1");
        assertThat(decide(matrix, aPayment("TAX", "LOW", new BigDecimal("9007199254740993.02"))))
                .isEqualTo("row-2");
    }

    /** Each line: the rows of a matrix ({@code ;} ends a line), and the fault it must give. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - {when: "true", approvals: []} | line 6, column 29: row 1 needs approvals: a payment never leaves without a signature
            - {when: "true"} | line 6, column 3: row 1 needs approvals: a payment never leaves without a signature
            - {when: "true", approvals: approver} | line 6, column 29: row 1 needs approvals: a payment never leaves without a signature
            - {when: "true", approvals: [boss]} | line 6, column 29: there is no role "boss"
            - {when: "true", approvals: [clerk]} | line 6, column 29: the role "clerk" may not approve payments
            - {when: "true", aprovals: [approver], approvals: [approver]} | line 6, column 28: "aprovals" is not known here; known are approvals, because, when
            - {when: "kind == 'TAX'", approvals: [approver]} | line 6, column 3: the last row must take every payment: when: "true"
            - {when: "amount <= 0.5", approvals: [approver]};- {when: "true", approvals: [approver]} | line 6, column 18: found no matching overload for '_<=_' applied to '(decimal, double)': write decimal('…') instead of a fraction
            - {when: "amount", approvals: [approver]};- {when: "true", approvals: [approver]} | line 6, column 11: expected type 'bool' but found 'decimal'
            - {when: "amout <= 5", approvals: [approver]};- {when: "true", approvals: [approver]} | line 6, column 11: undeclared reference to 'amout'
            - {when: "amount <= decimal('5,00')", approvals: [approver]};- {when: "true", approvals: [approver]} | line 6, column 11: decimal(...) takes a text such as '10000.50'
            - {when: "amount <= 500", approvals: [approver]};- {when: "amount <= 400", approvals: [approver]};- {when: "true", approvals: [approver]} | line 7, column 3: the band of row 2 does not rise above that of row 1
            - {when: "amount <= 500", approvals: [approver]};- {when: "amount < 500", approvals: [approver]};- {when: "true", approvals: [approver]} | line 7, column 3: the band of row 2 does not rise above that of row 1
            - {when: "true", approvals: [approver]};- {when: "kind == 'TAX'", approvals: [approver]} | line 7, column 3: row 2 is never reached: row 1 already decides it
            - {when: "kind in ['TAX', 'REFUND']", approvals: [approver]};- {when: "kind == 'TAX' && amount < 5", approvals: [approver]};- {when: "true", approvals: [approver]} | line 7, column 3: row 2 is never reached: row 1 already decides it
            - {when: "true", when: "true", approvals: [approver]} | line 6, column 18: "when" is here twice
            - when: "true"; approvals: [approver | line 8, column 1: expected ',' or ']', but got <stream end>
            """)
    void refusesABrokenMatrixWithLineAndColumn(String rows, String fault) {
        String matrix = HEAD.formatted("approval-matrix")
                + rows.replace(';', '\n').replace("\n approvals", "\n  approvals") + "\n";
        assertThat(told(PolicyLoader.compile(matrix))).contains(fault);
    }

    @Test
    void acceptsRowsWhoseReachCannotBeProvenCovered() {
        String matrix = HEAD.formatted("approval-matrix") + """
              - {when: "kind == 'TAX' && amount <= 500", approvals: [approver]}
              - {when: "amount <= 400", approvals: [approver]}
              - {when: "kind == 'TAX' && amount <= 900", approvals: [approver]}
              - {when: "kind == 'TAX' || amount <= 100", approvals: [approver]}
              - {when: "true", approvals: [approver]}
            """;
        assertThat(PolicyLoader.compile(matrix).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            checkpoints | - {state: LOST, within: PT5M, owner: operator} | line 6, column 11: there is no state "LOST"
            checkpoints | - {state: SENT, within: soon, owner: operator} | line 6, column 25: within is a time such as PT30M or P2D
            checkpoints | - {state: SENT, within: PT0S, owner: operator} | line 6, column 25: within is a time such as PT30M or P2D
            checkpoints | - {state: SENT, within: PT5M, owner: nobody}   | line 6, column 38: there is no role "nobody"
            timing | - {process: x, realTime: true, schedule: "0 0 * * * *", reason: r, owner: clerk} | line 6, column 3: a process is either realTime: true or has a schedule
            timing | - {process: x, realTime: false, schedule: "daily", reason: r, owner: clerk} | line 6, column 43: a schedule has six fields (second minute hour day month weekday), in UTC
            routing | - {when: "true", scheme: pigeon} | line 6, column 26: "pigeon" is no scheme; they are written like SEPA_SCT
            cut-offs | - {scheme: SEPA_SCT, at: "25:00", zone: Mars/Base, owner: treasurer} | at is a time of day such as "14:30"
            outages | - {connection: rheinbank, within: PT30M, to: rheinbank, owner: treasurer} | a detour leads to another connection
            outages | - {connection: rheinbank, within: soon, to: portal, owner: treasurer} | within is a time such as PT30M or P2D
            reconciliation | - {item: TIPS/EUR, automatic: "1", limit: "2", owner: treasurer} | item is STATEMENT or a kind of difference and a currency
            reconciliation | - {item: CHARGE/EUR, automatic: "3", limit: "2", owner: treasurer} | what is accepted by rule may not be more
            reconciliation | - {item: CHARGE/EUR, automatic: "1", percent: "1", limit: "2", owner: treasurer} | percent is for FX only
            reconciliation | - {item: FX/EUR, automatic: "1", percent: "10.5", limit: "2", owner: treasurer} | percent is at most 10
            reconciliation | - {item: CHARGE/EUR, automatic: "1e3", limit: "2", owner: treasurer} | automatic is an amount such as "15.00"
            checkpoints | - {state: SENT, within: P2D, days: banking, owner: operator} | only [ACCEPTED, SETTLED] are counted in banking days
            checkpoints | - {state: ACCEPTED, within: PT5H, days: banking, owner: operator} | banking days are whole days, such as P3D
            recalls | - {scheme: SEPA_SCT, reason: SORRY, within: P10D, days: banking, source: s, owner: treasurer} | a payment is called back for [DUPL, TECH, FRAD]
            recalls | - {scheme: SEPA_SCT, reason: DUPL, within: P1M, days: banking, source: s, owner: treasurer} | banking days are counted in days, such as P10D
            recalls | - {scheme: SEPA_SCT, reason: DUPL, within: PT5M, days: calendar, source: s, owner: treasurer} | within is a period such as P10D or P13M
            recalls | - {scheme: SEPA_SCT, reason: DUPL, within: P10D, days: banking, owner: treasurer} | needs one text as source
            nonsense | - {a: b} | line 1, column 1: there is no policy "nonsense"; there are [approval-matrix, routing, checkpoints, cases, timing, cut-offs, outages, payee-verification, reconciliation, remittance-advice, recalls]
            """)
    void refusesOtherBrokenPolicies(String policy, String row, String fault) {
        assertThat(told(PolicyLoader.compile(HEAD.formatted(policy) + row + "\n")))
                .contains(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | line 1, column 1: a policy begins with policy, owner, description, effective and rows
            [1, 2]                   | line 1, column 1: a policy begins with policy, owner, description, effective and rows
            'policy: routing'        | line 1, column 1: a policy needs one text as owner
            'rows: 5'                | line 1, column 7: rows is a list of at least one row
            'effective: tomorrow'    | line 1, column 12: effective is a date such as 2026-01-31 (UTC)
            """)
    void refusesABrokenHead(String source, String fault) {
        assertThat(told(PolicyLoader.compile(source))).contains(fault);
    }

    private static String told(Compiled compiled) {
        return compiled.faults().stream().map(PolicyRulesTest::told).collect(Collectors.joining("\n"));
    }

    private static String told(Fault fault) {
        return fault.path() + ": " + fault.message();
    }

    private static Conditional rules(String source) {
        Compiled compiled = PolicyLoader.compile(source);
        assertThat(compiled.faults()).isEmpty();
        return (Conditional) compiled.rules().orElseThrow();
    }

    private static String decide(String source, Policies.Subject subject) {
        return rules(source).decide(Condition.bind(subject)).orElseThrow().row();
    }

    private static Policies.Subject aPayment(String kind, String risk, BigDecimal amount) {
        return new Policies.Subject("AO-DE", "DE", kind, risk, "EUR", amount, amount, "DE", true);
    }
}
