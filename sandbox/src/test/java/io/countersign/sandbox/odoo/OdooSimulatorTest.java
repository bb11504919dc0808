package io.countersign.sandbox.odoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The states that real Odoo 18 and 19 were recorded to go through. */
class OdooSimulatorTest {

    @ParameterizedTest
    @CsvSource({"V18, paid", "V19, in_process"})
    void aRegisteredPaymentPaysTheBillAndIsItselfPaidOnlyOn18(OdooVersion version, String payment) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "30");
            int made = world.register(List.of(bill), Map.of("communication", "PAY-26-000001"));
            assertThat(world.bill(bill)).isEqualTo("paid 0.0");
            assertThat(world.payment(made)).isEqualTo(payment);
            assertThat(world.field("account.payment", made, "memo")).isEqualTo("PAY-26-000001");
            assertThat(world.field("account.payment", made, "reconciled_bill_ids"))
                    .isEqualTo(List.of(bill));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPartialPaymentLeavesTheRestOpen(OdooVersion version) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "31");
            int made = world.register(List.of(bill), Map.of("amount", 4, "payment_difference_handling", "open"));
            assertThat(world.bill(bill)).isEqualTo("partial 27.0");
            assertThat(world.payment(made)).isEqualTo("in_process");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWizardPaysInTheCurrencyOfTheAccountUnlessItIsToldOne(OdooVersion version) {
        try (World world = World.open(version)) {
            int dollars = world.company()
                    .addAccount(new Company.Account("DE02120300000000202051", "BYLADEM1001", "DKB"), "USD");
            int converted = world.register(List.of(world.bill("INV-1", "31")), Map.of("journal_id", dollars));
            assertThat(currency(world, converted)).isEqualTo("USD");
            int bill = world.bill("INV-2", "31");
            int euro =
                    Args.ids(world.field("account.move", bill, "currency_id")).getFirst();
            int made = world.register(List.of(bill), Map.of("journal_id", dollars, "currency_id", euro));
            assertThat(currency(world, made)).isEqualTo("EUR");
            assertThat(world.bill(bill)).isEqualTo("paid 0.0");
        }
    }

    private static Object currency(World world, int payment) {
        return ((List<?>) world.field("account.payment", payment, "currency_id")).get(1);
    }

    @ParameterizedTest
    @EnumSource
    void theWizardRefusesWhatIsPaid(OdooVersion version) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "30");
            world.register(List.of(bill), Map.of());
            assertThatThrownBy(() -> world.register(List.of(bill), Map.of()))
                    .isInstanceOfSatisfying(
                            OdooError.class, e -> assertThat(e.name()).isEqualTo("odoo.exceptions.UserError"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoWizardsOpenedTogetherPayTwice(OdooVersion version) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "50");
            Map<String, Object> context = Map.of("active_model", "account.move", "active_ids", List.of(bill));
            Map<String, Object> create = Map.of(
                    "vals_list",
                    List.of(Map.of("communication", "CC"), Map.of("communication", "CC")),
                    "context",
                    context);
            List<Integer> wizards = Args.ids(world.call("account.payment.register", "create", List.of(), create));
            wizards.forEach(wizard -> world.call(
                    "account.payment.register", "action_create_payments", List.of(wizard), Map.of("context", context)));
            assertThat(world.call(
                            "account.payment",
                            "search_count",
                            List.of(),
                            Map.of("domain", List.of(List.of("memo", "=", "CC")))))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "V18, action_reject, rejected, paid 0.0",
        "V19, action_reject, rejected, paid 0.0",
        "V18, action_draft, draft, not_paid 39.0",
        "V19, action_draft, draft, paid 0.0",
        "V18, action_cancel, canceled, not_paid 39.0",
        "V19, action_cancel, canceled, not_paid 39.0"
    })
    void onlyCancelReopensTheBillOnBothVersions(OdooVersion version, String act, String payment, String bill) {
        try (World world = World.open(version)) {
            int id = world.bill("INV-1", "39");
            int made = world.register(List.of(id), Map.of());
            assertThat(world.call("account.payment", act, List.of(made), Map.of()))
                    .isEqualTo("None");
            assertThat(world.payment(made)).isEqualTo(payment);
            assertThat(world.bill(id)).isEqualTo(bill);
            assertThat(world.field("account.move", id, "matched_payment_ids")).isEqualTo(List.of(made));
        }
    }

    @ParameterizedTest
    @CsvSource({"V18, paid", "V19, in_process"})
    void aStatementLineMatchesThePaymentAndUndoingItDiffers(OdooVersion version, String afterUndo) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "61");
            int made = world.register(List.of(bill), Map.of());
            int line = statementLine(world, made, "-61");
            assertThat(world.payment(made)).isEqualTo("paid");
            assertThat(world.field("account.payment", made, "is_matched")).isEqualTo(true);
            assertThat(world.field("account.payment", made, "reconciled_statement_line_ids"))
                    .isEqualTo(List.of(line));
            world.call("account.bank.statement.line", "action_undo_reconciliation", List.of(line), Map.of());
            assertThat(world.payment(made)).isEqualTo(afterUndo);
            assertThat(world.field("account.payment", made, "is_matched")).isEqualTo(false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingAMatchedPaymentReopensTheBillAndLeavesTheLine(OdooVersion version) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "61");
            int made = world.register(List.of(bill), Map.of());
            int line = statementLine(world, made, "-61");
            world.call("account.payment", "action_cancel", List.of(made), Map.of());
            assertThat(world.bill(bill)).isEqualTo("not_paid 61.0");
            assertThat(world.field("account.bank.statement.line", line, "is_reconciled"))
                    .isEqualTo(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBankLineIsDividedInOneGoOnItsEntryAndNotOnItself(OdooVersion version) {
        try (World world = World.open(version)) {
            int payment = world.register(List.of(world.bill("INV-1", "61")), Map.of());
            int line = line(world, outstanding(world, payment), "-63.50");
            int entry = Args.ids(world.field("account.bank.statement.line", line, "move_id"))
                    .getFirst();
            int item = items(world, outstanding(world, payment), entry).getFirst();
            Map<String, Object> divided = Map.of(
                    "vals",
                    Map.of(
                            "line_ids",
                            List.of(
                                    List.of(1, item, on(world, "asset_current", "61")),
                                    List.of(0, 0, on(world, "expense", "2.50")))));
            assertThatThrownBy(() -> world.call("account.bank.statement.line", "write", List.of(line), divided))
                    .hasMessageContaining("The entry is not balanced.");
            assertThatThrownBy(() -> world.call("account.move", "write", List.of(entry), divided))
                    .hasMessageContaining("readonly fields on a posted move: line_ids");
            Map<String, Object> checked = new LinkedHashMap<>(divided);
            checked.put("context", Map.of("skip_readonly_check", true));
            world.call("account.move", "write", List.of(entry), checked);
            assertThat(world.field("account.bank.statement.line", line, "is_reconciled"))
                    .isEqualTo(true);
        }
    }

    private static Map<String, Object> on(World world, String type, String amount) {
        List<Integer> accounts = Args.ids(world.call(
                "account.account", "search", List.of(), Map.of("domain", List.of(List.of("account_type", "=", type)))));
        int euro = Args.ids(world.field("res.company", world.company().id(), "currency_id"))
                .getFirst();
        return Map.of(
                "account_id",
                accounts.getFirst(),
                "amount_currency",
                new java.math.BigDecimal(amount),
                "balance",
                new java.math.BigDecimal(amount),
                "currency_id",
                euro);
    }

    @ParameterizedTest
    @EnumSource
    void noPeriodIsLockedOverABankLineThatNobodyExplained(OdooVersion version) {
        try (World world = World.open(version)) {
            Map<String, Object> open = Map.of(
                    "journal_id",
                    world.company().bankJournal(),
                    "date",
                    "2026-11-22",
                    "payment_ref",
                    "Receipt",
                    "amount",
                    5);
            world.call("account.bank.statement.line", "create", List.of(), Map.of("vals_list", List.of(open)));
            assertThatThrownBy(() -> lock(world, "2026-11-22")).hasMessageContaining("still unreconciled");
            lock(world, "2026-11-21");
        }
    }

    private static void lock(World world, String day) {
        world.odoo()
                .call(
                        "admin",
                        "res.company",
                        "write",
                        List.of(world.company().id()),
                        Map.of("vals", Map.of("fiscalyear_lock_date", day)));
    }

    private static int statementLine(World world, int payment, String amount) {
        int made = line(world, outstanding(world, payment), amount);
        int move = Args.ids(world.field("account.payment", payment, "move_id")).getFirst();
        int entry = Args.ids(world.field("account.bank.statement.line", made, "move_id"))
                .getFirst();
        world.call("account.move.line", "reconcile", items(world, outstanding(world, payment), move, entry), Map.of());
        return made;
    }

    private static int outstanding(World world, int payment) {
        return Args.ids(world.field("account.payment", payment, "outstanding_account_id"))
                .getFirst();
    }

    private static int line(World world, int counterpart, String amount) {
        return line(world, counterpart, amount, "2026-11-22");
    }

    private static int line(World world, int counterpart, String amount, String on) {
        Map<String, Object> line = Map.of(
                "journal_id",
                world.company().bankJournal(),
                "date",
                on,
                "payment_ref",
                "SEPA CT",
                "amount",
                new java.math.BigDecimal(amount),
                "counterpart_account_id",
                counterpart);
        return Args.ids(world.call(
                        "account.bank.statement.line", "create", List.of(), Map.of("vals_list", List.of(line))))
                .getFirst();
    }

    private static List<Integer> items(World world, int account, Integer... moves) {
        return Args.ids(world.call(
                "account.move.line",
                "search",
                List.of(),
                Map.of(
                        "domain",
                        List.of(List.of("move_id", "in", List.of(moves)), List.of("account_id", "=", account)))));
    }

    @ParameterizedTest
    @CsvSource({"V18, paid 0.0", "V19, blocked 0.0"})
    void aBlockedBillCanBePaidAllTheSame(OdooVersion version, String after) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "12");
            world.call("account.move", "action_toggle_block_payment", List.of(bill), Map.of());
            assertThat(world.bill(bill)).isEqualTo("blocked 12.0");
            world.register(List.of(bill), Map.of());
            assertThat(world.bill(bill)).isEqualTo(after);
        }
    }

    @ParameterizedTest
    @EnumSource
    void duplicatesAreListedNotRefused(OdooVersion version) {
        try (World world = World.open(version)) {
            int first = world.bill("DUP", "50");
            int second = world.bill("DUP", "75");
            assertThat(world.field("account.move", second, "duplicated_ref_ids"))
                    .isEqualTo(List.of(first));
        }
    }

    @ParameterizedTest
    @EnumSource
    void trustNeedsItsGroupAndFreezesTheNumber(OdooVersion version) {
        try (World world = World.open(version)) {
            world.odoo().user("clerk", "A Clerk", java.util.Set.of("partner_manager"), null);
            int asked = world.company()
                    .bankAccount(
                            world.supplier(),
                            new Company.Account("SE3550000000054910000003", "ESSESESS", "SEB"),
                            true,
                            "clerk");
            assertThat(world.field("res.partner.bank", asked, "allow_out_payment"))
                    .isEqualTo(false);
            Map<String, Object> trust = Map.of("vals", Map.of("allow_out_payment", true));
            assertThatThrownBy(() -> world.odoo().call("clerk", "res.partner.bank", "write", List.of(asked), trust))
                    .hasMessageContaining("rights to trust");
            world.odoo().call("nadia", "res.partner.bank", "write", List.of(asked), trust);
            Map<String, Object> number = Map.of("vals", Map.of("acc_number", "BE62510007547061"));
            assertThatThrownBy(() -> world.odoo().call("nadia", "res.partner.bank", "write", List.of(asked), number))
                    .hasMessageContaining("has been trusted");
        }
    }

    @ParameterizedTest
    @CsvSource({"V18, 0, 1, 0", "V19, 1, 0, 1"})
    void timesCompareByMicrosecondsOn18AndBySecondsOn19(OdooVersion version, int equal, int greater, int lessOrEqual) {
        try (World world = World.open(version)) {
            int bill = world.company().supplier("Half A Second", "FR");
            world.odoo()
                    .callAt(
                            java.time.Instant.parse("2026-11-22T07:20:33.500Z"),
                            "admin",
                            "res.partner",
                            "write",
                            List.of(bill),
                            Map.of("vals", Map.of("ref", "x")));
            assertThat(world.field("res.partner", bill, "write_date")).isEqualTo("2026-11-22 07:20:33");
            assertThat(count(world, bill, "=")).isEqualTo(equal);
            assertThat(count(world, bill, ">")).isEqualTo(greater);
            assertThat(count(world, bill, ">=")).isEqualTo(1);
            assertThat(count(world, bill, "<=")).isEqualTo(lessOrEqual);
        }
    }

    private static Object count(World world, int id, String operator) {
        return world.call(
                "res.partner",
                "search_count",
                List.of(),
                Map.of(
                        "domain",
                        List.of(List.of("id", "=", id), List.of("write_date", operator, "2026-11-22 07:20:33"))));
    }

    @ParameterizedTest
    @EnumSource
    void aPaymentInALockedPeriodIsBookedElsewhere(OdooVersion version) {
        try (World world = World.open(version)) {
            lock(world, "2025-06-30");
            int bill = world.bill("INV-1", "5");
            int made = world.register(List.of(bill), Map.of("payment_date", "2025-06-15"));
            int move = Args.ids(world.field("account.payment", made, "move_id")).getFirst();
            assertThat(world.field("account.payment", made, "date")).isEqualTo("2025-06-15");
            assertThat(world.field("account.move", move, "date")).isEqualTo("2025-12-31");
            int line = line(world, outstanding(world, made), "-5", "2025-06-15");
            assertThat(world.field("account.bank.statement.line", line, "date")).isEqualTo("2025-12-31");
            lock(world, "2025-12-31");
            assertThatThrownBy(() -> world.call("account.payment", "action_cancel", List.of(made), Map.of()))
                    .hasMessageContaining("Global Lock Date (12/31/2025)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCreditNoteMatchesTheBillItReduces(OdooVersion version) {
        try (World world = World.open(version)) {
            int bill = world.bill("INV-1", "100");
            int note = world.creditNote("CN-1", "30");
            List<Integer> items = Args.ids(world.call(
                    "account.move.line",
                    "search",
                    List.of(),
                    Map.of(
                            "domain",
                            List.of(
                                    List.of("move_id", "in", List.of(bill, note)),
                                    List.of("account_type", "=", "liability_payable")))));
            world.call("account.move.line", "reconcile", items, Map.of());
            assertThat(world.bill(bill)).isEqualTo("partial 70.0");
            assertThat(world.bill(note)).isEqualTo("paid 0.0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedCallLeavesNothingBehind(OdooVersion version) {
        try (World world = World.open(version)) {
            int good = world.bill("INV-1", "5");
            assertThatThrownBy(() ->
                            world.odoo().call("admin", "account.move", "button_draft", List.of(good, 99_999), Map.of()))
                    .hasMessageContaining("99999");
            assertThat(world.field("account.move", good, "state")).isEqualTo("posted");
        }
    }

    @Test
    void itRemembersAcrossARestart(@TempDir Path dir) {
        Path file = dir.resolve("odoo.jsonl");
        int bill;
        try (OdooSimulator odoo = new OdooSimulator(OdooVersion.V19, "db", Clock.systemUTC(), file)) {
            Company company = Company.create(
                    odoo,
                    "Aldermoor Optik GmbH",
                    "DE",
                    "EUR",
                    new Company.Account("DE89370400440532013000", "COBADEFFXXX", "Commerzbank"));
            int supplier = company.supplier("Lindqvist Glas AB", "SE");
            bill = company.bill(
                    new Company.Bill("in_invoice", supplier, "R", "2026-11-01", "2026-11-25", "12.34", "EUR"));
        }
        try (OdooSimulator odoo = new OdooSimulator(OdooVersion.V19, "db", Clock.systemUTC(), file)) {
            assertThat(odoo.restored()).isTrue();
            Object rows = odoo.call(
                    "admin",
                    "account.move",
                    "read",
                    List.of(bill),
                    Map.of("fields", List.of("amount_residual", "ref")));
            assertThat(String.valueOf(rows)).contains("12.34").contains("ref=R");
        }
    }
}
