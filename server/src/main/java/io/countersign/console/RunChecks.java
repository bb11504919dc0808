package io.countersign.console;

import static io.countersign.payments.PaymentState.RECEIVED;

import io.countersign.payments.Views;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What was checked on a run, and what came of it: the checks of the hub's validation, by the holds they placed. */
final class RunChecks {

    /** One check; {@code passed} counts the payments it did not hold. */
    public record Check(String title, String note, int passed, int held) {}

    private record Kind(String title, String note, Set<String> reasons) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "Duplicate guard",
                    "No other payment has the same creditor account, document, amount and currency",
                    Set.of("DUPLICATE")),
            new Kind("Account numbers", "Length and check digits, by country", Set.of("ACCOUNT_INVALID")),
            new Kind(
                    "Creditor accounts",
                    "Known to belong to the party, active, and trusted in the ERP",
                    Set.of("ACCOUNT_UNKNOWN", "ACCOUNT_UNTRUSTED")),
            new Kind("Invoices", "None of the paid invoices is blocked in the ERP", Set.of("INVOICE_BLOCKED")),
            new Kind("Route", "A row of the routing policy reaches the account", Set.of("NO_ROUTE")),
            new Kind(
                    "Bank profile",
                    "The bank takes the data, characters, address and reference of every payment",
                    Set.of("BANK_REFUSES", "NO_PROFILE")));

    private RunChecks() {}

    /** Empty while nothing of the run was checked. */
    static List<Check> of(Views.Run run, List<Views.Hold> holds) {
        int checked = run.payments() - RunState.count(run, RECEIVED);
        return checked <= 0
                ? List.of()
                : KINDS.stream().map(kind -> check(kind, checked, holds)).toList();
    }

    private static Check check(Kind kind, int checked, List<Views.Hold> holds) {
        Set<UUID> held = holds.stream()
                .filter(hold -> kind.reasons().contains(hold.reason()))
                .map(Views.Hold::paymentId)
                .collect(Collectors.toSet());
        return new Check(kind.title(), kind.note(), Math.max(0, checked - held.size()), held.size());
    }
}
