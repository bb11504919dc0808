package io.countersign.cases;

import io.countersign.controls.files.RuleFile;
import io.countersign.controls.policy.PolicyFile;
import io.countersign.model.Cause;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import io.countersign.payments.Trouble;
import io.countersign.reconciliation.BreakKind;
import io.countersign.reconciliation.Breaks;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Opens and closes cases in the transaction in which trouble arises or ends, so that none can be missed. */
@Component
class TroubleListener {

    private final CaseStore store;
    private final Ids ids;

    TroubleListener(CaseStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    @EventListener
    void arose(Trouble.Arose arose) {
        store.open(arose.troubles().stream().map(TroubleListener::opening).toList(), cause());
    }

    @EventListener
    void over(Trouble.Over over) {
        if (!over.payments().isEmpty()) {
            store.closeOfPayments(over.kind().name(), over.payments(), ending(over.how()));
        }
    }

    @EventListener
    void arose(Breaks.Arose arose) {
        store.open(arose.breaks().stream().map(TroubleListener::opening).toList(), cause());
    }

    @EventListener
    void over(Breaks.Over over) {
        store.closeByKeys(over.breaks().stream().map(TroubleListener::key).toList(), ending(over.how()));
    }

    @EventListener
    void policy(PolicyFile file) {
        String key = "policy-file/" + file.file();
        switch (file) {
            case PolicyFile.Refused refused ->
                store.open(List.of(new CaseStore.Opening(refused(key, refused), null)), cause());
            case PolicyFile.Accepted accepted ->
                store.closeByKey(key, ending(accepted.version().name() + " was loaded from it"));
            case PolicyFile.Unchanged unchanged -> store.closeByKey(key, ending("It is the running version again"));
        }
    }

    @EventListener
    void ruleFile(RuleFile file) {
        String key = file.kind().word() + "-file/" + file.file();
        switch (file) {
            case RuleFile.Refused refused ->
                store.open(List.of(new CaseStore.Opening(refused(key, refused), null)), cause());
            case RuleFile.Runs runs -> store.closeByKey(key, ending(runs.name() + " was loaded from it"));
            case RuleFile.Gone _ -> store.closeByKey(key, ending("The file was taken away"));
        }
    }

    /** A person who resolves the case right now ends it in their name; otherwise it ended by itself. */
    private CaseStore.Ending ending(String how) {
        return Cases.RESOLVING.isBound() ? Cases.RESOLVING.get() : new CaseStore.Ending("OVER", how, cause());
    }

    private static CaseStore.Opening opening(Trouble trouble) {
        String hold = trouble.holdId() == null ? "" : "/" + trouble.holdId();
        NewCase what = new NewCase(
                "payment/" + trouble.paymentId() + "/" + trouble.kind() + hold,
                CaseKinds.queue(trouble.kind()),
                trouble.kind().name(),
                trouble.reason(),
                trouble.reference(),
                CaseKinds.title(trouble),
                trouble.detail(),
                trouble.legalEntity(),
                trouble.paymentId(),
                trouble.correlationId());
        return new CaseStore.Opening(what, trouble.holdId());
    }

    /** A booking that is missing is one trouble, told by payments and by reconciliation. */
    private static String key(Breaks.View one) {
        return one.kind() == BreakKind.SETTLEMENT_MISSING
                ? "payment/" + one.paymentId() + "/" + Trouble.Kind.SETTLEMENT_OVERDUE
                : "break/" + one.id();
    }

    private static CaseStore.Opening opening(Breaks.View one) {
        NewCase what = new NewCase(
                key(one),
                CaseQueue.BUSINESS,
                CaseKinds.BREAK,
                one.kind().name(),
                one.reference(),
                one.kind().title(),
                one.detail(),
                one.legalEntity(),
                one.paymentId(),
                one.correlationId());
        return new CaseStore.Opening(what, one.id());
    }

    private static NewCase refused(String key, PolicyFile.Refused refused) {
        return NewCase.technical(key, "POLICY_REFUSED", refused.file(), "Policy file refused", told(refused.faults()));
    }

    private static NewCase refused(String key, RuleFile.Refused refused) {
        return switch (refused.kind()) {
            case BANK_PROFILE ->
                NewCase.technical(
                        key, "PROFILE_REFUSED", refused.file(), "Bank profile refused", told(refused.faults()));
            case CALENDAR ->
                NewCase.technical(key, "CALENDAR_REFUSED", refused.file(), "Calendar refused", told(refused.faults()));
        };
    }

    private static String told(List<Fault> faults) {
        return faults.stream()
                        .map(fault -> fault.path() + ": " + fault.message())
                        .collect(Collectors.joining("\n"))
                + "\nThe running version stays until the file is corrected.";
    }

    private Cause cause() {
        return Cause.system("cases", ids.next());
    }
}
