package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.ports.BankProfiles.Order;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import io.countersign.payments.ports.BankRail.Recall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tries a profile on itself: sample payments for each of its schemes must pass its own rules, and the file made of them the
 * schema of its message. The message that calls such payments back is written and read again as well.
 */
final class SelfTest {

    private SelfTest() {}

    /** Where the message stands that calls payments back. */
    static final String RECALL = "recall";

    /** What one scheme, or a recall, came to. {@code file} is the sample file. */
    record Tried(String scheme, String message, int payments, String file, List<String> faults) {}

    static List<Fault> faults(Profile profile) {
        List<Fault> faults = new ArrayList<>();
        for (Tried tried : all(profile)) {
            tried.faults().forEach(reason -> faults.add(new Fault(tried.scheme(), ErrorCode.PROFILE_BROKEN, reason)));
        }
        return faults;
    }

    static List<Tried> all(Profile profile) {
        List<Tried> all = new ArrayList<>();
        for (Map.Entry<String, SchemeRules> entry : profile.schemes().entrySet()) {
            all.add(one(profile, entry.getKey(), entry.getValue()));
        }
        if (profile.recall() != RecallMessage.NONE) {
            all.add(recall(profile));
        }
        return all;
    }

    private static Tried one(Profile profile, String scheme, SchemeRules rules) {
        List<Instruction> payments = Samples.of(rules);
        Draft draft = Samples.draft(scheme, rules, payments);
        List<String> faults = new ArrayList<>();
        for (Instruction payment : payments) {
            Order order = new Order(draft.connection(), scheme, draft.debtor(), draft.requestedOn(), payment);
            InstructionRules.faults(profile, order)
                    .forEach(fault -> faults.add(
                            "sample %s, %s: %s".formatted(payment.reference(), fault.path(), fault.message())));
        }
        try {
            byte[] file = written(profile, rules, draft, payments);
            faults.addAll(checked(profile, rules, draft, file));
            return new Tried(
                    scheme,
                    profile.message().kind().code(),
                    payments.size(),
                    new String(file, StandardCharsets.UTF_8),
                    List.copyOf(faults));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Of the first scheme's samples; what calls them back is the same for all. */
    private static Tried recall(Profile profile) {
        Map.Entry<String, SchemeRules> first =
                profile.schemes().entrySet().iterator().next();
        List<Instruction> payments = Samples.of(first.getValue());
        Recall recall = Samples.recall(first.getKey(), first.getValue(), payments);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            RecallFile.write(
                    profile.recall(),
                    profile,
                    recall,
                    payments.stream().map(Samples::recalled).iterator(),
                    out);
            List<String> faults =
                    RecallCheck.faults(profile.recall(), recall, new ByteArrayInputStream(out.toByteArray()));
            return new Tried(
                    RECALL, profile.recall().code(), payments.size(), out.toString(StandardCharsets.UTF_8), faults);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] written(Profile profile, SchemeRules rules, Draft draft, List<Instruction> payments)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (profile.message().kind() == Kind.NACHA) {
            AchFile.write(profile, rules, draft, payments.iterator(), out);
        } else {
            CreditTransferFile.write(profile, rules, draft, payments.iterator(), out);
        }
        return out.toByteArray();
    }

    private static List<String> checked(Profile profile, SchemeRules rules, Draft draft, byte[] file)
            throws IOException {
        Path path = Files.createTempFile("countersign-profile-", ".sample");
        try {
            Files.write(path, file);
            return profile.message().kind() == Kind.NACHA
                    ? AchCheck.faults(draft, path)
                    : FileCheck.faults(profile, rules, draft, path);
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
