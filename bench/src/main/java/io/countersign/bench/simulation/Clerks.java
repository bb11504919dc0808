package io.countersign.bench.simulation;

import io.countersign.model.ErrorCode;
import io.countersign.payments.Intake;
import io.countersign.payments.NewPayment;
import io.countersign.payments.RunHeader;
import io.countersign.payments.Runs;
import io.countersign.payments.Views;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Those who want something paid: programs and clerks that ask again when they got no answer. */
final class Clerks {

    private final Product product;
    private final Luck luck;
    private final Violations violations;
    private final int wanted;
    private final List<Intent> intents = new ArrayList<>();
    private int instructions;

    Clerks(Product product, Luck luck, Violations violations, int wanted) {
        this.product = product;
        this.luck = luck;
        this.violations = violations;
        this.wanted = wanted;
    }

    List<Intent> intents() {
        return intents;
    }

    /** Whether everything that is to be paid was asked for and answered. */
    boolean isDone() {
        return instructions >= wanted && intents.stream().noneMatch(Intent::isOpen);
    }

    String ask() {
        List<Intent> open = intents.stream().filter(Intent::isOpen).toList();
        if (!open.isEmpty() && (instructions >= wanted || luck.once(2))) {
            return ask(luck.oneOf(open));
        }
        if (instructions >= wanted) {
            return intents.isEmpty() ? "nothing" : askAgain(luck.oneOf(intents));
        }
        Intent next = luck.once(4) ? aRun() : single();
        intents.add(next);
        return ask(next);
    }

    /** A run of due bills, as a clerk picks them in the console. */
    String payBills() {
        List<Views.Invoice> open = product.queries().openInvoices(Cast.CLERK, null, null, null, 50).items().stream()
                .filter(invoice -> invoice.open().signum() > 0 && invoice.blocked() == null)
                .toList();
        if (open.isEmpty()) {
            return "no bills";
        }
        int from = luck.below(open.size());
        List<Views.Invoice> chosen = open.subList(from, Math.min(open.size(), from + 1 + luck.below(4)));
        boolean credit = chosen.stream().anyMatch(invoice -> invoice.kind().equals("CREDIT_NOTE"));
        Runs.Made made = product.runs()
                .fromInvoices(
                        Cast.CLERK,
                        "Bills",
                        chosen.stream().map(Views.Invoice::id).toList(),
                        Company.today(product.clock).plusDays(1));
        return switch (made) {
            case Runs.Made.Run run -> "a run of " + run.payments();
            case Runs.Made.Refused refused -> {
                violations.unless(credit, "Open bills were refused: %s", refused.faults());
                yield "refused";
            }
        };
    }

    private String ask(Intent intent) {
        return intent.isRun() ? askForRun(intent) : askForOne(intent);
    }

    /** A client that lost its answer, or a muddled one that uses a key for another body. */
    private String askAgain(Intent intent) {
        if (intent.isRun() || luck.once(2)) {
            return ask(intent);
        }
        Intake intake = product.payments()
                .initiate(Cast.PROGRAM, intent.wishes().getFirst().payment(), intent.keyOfAnotherBody());
        boolean mismatch =
                intake instanceof Intake.Refused(ErrorCode code, var _) && code == ErrorCode.IDEMPOTENCY_MISMATCH;
        violations.unless(mismatch || intent.isRefused(), "%s was taken for another body: %s", intent, intake);
        return "another body";
    }

    private String askForOne(Intent intent) {
        Intake intake = product.payments()
                .initiate(Cast.PROGRAM, intent.wishes().getFirst().payment(), intent.key());
        switch (intake) {
            case Intake.Accepted accepted -> intent.answered(accepted.id(), violations);
            case Intake.Replayed replayed -> intent.answered(replayed.id(), violations);
            case Intake.Refused refused ->
                refused(intent, refused.code(), refused.faults().toString());
        }
        return intent + " " + intake.getClass().getSimpleName();
    }

    private String askForRun(Intent intent) {
        Iterator<Runs.Line> lines = intent.wishes().stream()
                .<Runs.Line>map(wish -> new Runs.Line.Good(wish.label(), wish.payment()))
                .iterator();
        Runs.Made made =
                product.runs().fromLines(Cast.CLERK, new RunHeader("Upload", "SUPPLIER", "API"), lines, intent.key());
        switch (made) {
            case Runs.Made.Run run -> intent.answered(run.id(), violations);
            case Runs.Made.Refused refused ->
                refused(intent, refused.code(), refused.faults().toString());
        }
        return intent + " " + made.getClass().getSimpleName();
    }

    private void refused(Intent intent, ErrorCode code, String faults) {
        if (code == ErrorCode.IDEMPOTENCY_IN_PROGRESS) {
            return;
        }
        // Who comes back after the day it was to be paid on is refused, unless it was taken in before.
        violations.unless(
                faults.contains("DATE_INVALID") && !intent.isAccepted(), "%s was refused: %s %s", intent, code, faults);
        intent.refuse();
    }

    private Intent single() {
        return new Intent("I-" + intents.size(), List.of(wish()), false);
    }

    private Intent aRun() {
        List<Intent.Wish> wishes = new ArrayList<>();
        int size = 2 + luck.below(4);
        for (int i = 0; i < size; i++) {
            wishes.add(wish());
        }
        return new Intent("R-" + intents.size(), wishes, true);
    }

    /** Now and then the same document is handed in a second time, by another way. */
    private Intent.Wish wish() {
        String label = "Wish " + instructions++;
        List<Intent.Wish> earlier =
                intents.stream().flatMap(intent -> intent.wishes().stream()).toList();
        if (!earlier.isEmpty() && luck.once(8)) {
            return new Intent.Wish(label, again(luck.oneOf(earlier).payment(), label));
        }
        String document = "DOC-" + instructions;
        return new Intent.Wish(label, Company.instruction(luck, document, label, Company.today(product.clock)));
    }

    private NewPayment again(NewPayment first, String label) {
        return new NewPayment(
                first.legalEntity(),
                first.debtorAccount(),
                first.kind(),
                first.amount(),
                Company.today(product.clock),
                first.creditorName(),
                first.creditorNumber(),
                first.creditorBic(),
                first.creditorCountry(),
                label,
                null,
                null,
                first.invoiceReference().toLowerCase(java.util.Locale.ROOT),
                null,
                List.of());
    }
}
