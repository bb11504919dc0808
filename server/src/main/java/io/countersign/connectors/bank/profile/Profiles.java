package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.bank.profile.Profile.Incomplete;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.connectors.bank.profile.Profile.Vop;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import io.countersign.payments.ports.BankRail.Recall;
import io.countersign.payments.ports.BankRail.Recalled;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The profiles that run, and which connection has which. A connection without an own setting has {@value #USUAL}. Files
 * are written and checked by the profile of their connection, whichever channel they leave by.
 */
@Component
public class Profiles implements BankProfiles {

    /** The profile of a connection that names none. */
    public static final String USUAL = "sepa-generic-09";

    /** What an HTTP request says beside its body. */
    public record Header(String name, String value) {

        static Header of(String text) {
            int colon = text.indexOf(':');
            return new Header(
                    text.substring(0, colon), text.substring(colon + 1).strip());
        }
    }

    private final BankConnections connections;
    private final Map<String, Profile> running = new ConcurrentSkipListMap<>();

    public Profiles(BankConnections connections) {
        this.connections = connections;
        ShippedProfiles.all().forEach(this::run);
    }

    /** From now on this version of the profile counts. */
    void run(Profile profile) {
        running.put(profile.name(), profile);
    }

    Map<String, Profile> running() {
        return Map.copyOf(running);
    }

    /** Writes the file of a draft as its bank wants it. */
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        Profile profile = needed(draft.connection());
        SchemeRules scheme = needed(profile, draft.scheme());
        if (profile.message().kind() == Kind.NACHA) {
            AchFile.write(profile, scheme, draft, instructions, out);
        } else {
            CreditTransferFile.write(profile, scheme, draft, instructions, out);
        }
    }

    /**
     * By which message payments of a connection are called back: what its settings say, else its profile. Empty if they
     * cannot be, as those of a NACHA file.
     */
    public Optional<RecallMessage> recallMessage(String connection) {
        Profile profile = of(connection);
        if (profile == null || profile.message().kind() == Kind.NACHA) {
            return Optional.empty();
        }
        return connections
                .named(connection)
                .map(found -> found.recall() == null ? profile.recall() : found.recall())
                .filter(message -> message != RecallMessage.NONE);
    }

    /** Writes the message that calls payments back. */
    public void recall(Recall recall, Iterator<Recalled> payments, OutputStream out) throws IOException {
        String connection = recall.draft().connection();
        RecallFile.write(recallMessage(connection).orElseThrow(), needed(connection), recall, payments, out);
    }

    /** Reads a written file once more against its schema and its profile. */
    public List<String> faults(Draft draft, Path file) throws IOException {
        Profile profile = needed(draft.connection());
        SchemeRules scheme = needed(profile, draft.scheme());
        return profile.message().kind() == Kind.NACHA
                ? AchCheck.faults(draft, file)
                : FileCheck.faults(profile, scheme, draft, file);
    }

    @Override
    public List<Fault> faults(Order order) {
        Profile profile = of(order.connection());
        return profile == null
                ? List.of(new Fault(
                        "/connection",
                        ErrorCode.PROFILE_BROKEN,
                        "There is no bank profile %s, which the connection %s names"
                                .formatted(name(order.connection()), order.connection())))
                : InstructionRules.faults(profile, order);
    }

    @Override
    public Optional<AsWritten> asWritten(Order order) {
        return Optional.ofNullable(of(order.connection())).map(profile -> asWritten(profile, order));
    }

    private static AsWritten asWritten(Profile profile, Order order) {
        Instruction payment = order.instruction();
        Texts texts = profile.texts();
        List<String> cut = new ArrayList<>();
        tellCut(cut, "The name", texts.whole(payment.creditorName()), texts.name());
        String uncut = payment.remittance() == null ? null : texts.whole(payment.remittance());
        int room = remittanceRoom(profile, order.scheme());
        if (uncut != null) {
            tellCut(cut, "The remittance text", uncut, room);
        }
        PostalAddress address =
                PostalAddress.of(payment.addressJson(), payment.creditorCountry(), profile, order.requestedOn());
        if (address.cut() != null) {
            cut.add(address.cut());
        }
        return new AsWritten(
                profile.version(),
                texts.name(payment.creditorName()),
                profile.message().kind() == Kind.NACHA ? List.of() : address.asLines(),
                uncut == null ? null : texts.write(uncut, room),
                uncut,
                payment.structuredReference(),
                cut);
    }

    /** Of the entries of a NACHA file only CTX has more than one addenda record. */
    private static int remittanceRoom(Profile profile, String scheme) {
        SchemeRules rules = profile.scheme(scheme);
        boolean oneRecord =
                profile.message().kind() == Kind.NACHA && (rules == null || !"CTX".equals(rules.entryClass()));
        return oneRecord
                ? Math.min(profile.texts().remittance(), AchFile.ADDENDA_TEXT)
                : profile.texts().remittance();
    }

    private static void tellCut(List<String> cut, String what, String whole, int room) {
        if (whole.length() > room) {
            cut.add("%s is cut to %d characters; “%s” is lost".formatted(what, room, whole.substring(room)));
        }
    }

    @Override
    public Optional<FileForm> fileForm(String connection) {
        return Optional.ofNullable(of(connection))
                .map(profile -> new FileForm(
                        profile.version(),
                        profile.file().name(),
                        mostPayments(profile),
                        profile.ach() == null ? null : profile.ach().odfi()));
    }

    /** With what the bank's API wants to be told that nobody verifies the payees of a file; empty if with nothing. */
    public Optional<Header> unverifiedHeader(String connection) {
        return Optional.ofNullable(of(connection)).map(Profile::vop).map(Vop::header);
    }

    @Override
    public Optional<String> calendar(String connection) {
        return Optional.ofNullable(of(connection)).map(Profile::calendar);
    }

    @Override
    public Optional<Terms> terms(String connection, String scheme) {
        Profile profile = of(connection);
        if (profile == null || profile.scheme(scheme) == null) {
            return Optional.empty();
        }
        Vop vop = profile.vop();
        return Optional.of(new Terms(
                profile.version(),
                profile.ack(scheme),
                vop == null ? null : new PayeeChoice(vop.optIn(), vop.who(), vop.why()),
                profile.cutOffs().stream()
                        .filter(rule -> rule.schemes().contains(scheme))
                        .map(rule -> new CutOff(
                                profile.version() + "#" + rule.name(),
                                rule.currencies(),
                                rule.at(),
                                rule.zone(),
                                rule.days()))
                        .toList()));
    }

    /** No payment takes more than 2,000 bytes, so a file that is not too large is made by counting. */
    private static int mostPayments(Profile profile) {
        Long bytes = profile.file().mostBytes();
        int fit = bytes == null ? Integer.MAX_VALUE : Math.clamp(bytes / 2_000, 1, Integer.MAX_VALUE);
        return Math.min(profile.file().mostPayments(), fit);
    }

    @Override
    public List<Described> all() {
        return running.values().stream()
                .map(profile -> new Described(
                        profile.name(),
                        profile.title(),
                        profile.message().kind().code(),
                        profile.guides(),
                        List.copyOf(profile.schemes().keySet()),
                        connectionsOf(profile),
                        profile.recall().code(),
                        profile.ack(),
                        profile.sha256()))
                .toList();
    }

    private List<String> connectionsOf(Profile profile) {
        return connections.connections().stream()
                .map(BankConnections.Connection::name)
                .filter(connection -> name(connection).equals(profile.name()))
                .sorted()
                .toList();
    }

    /** A supplier passes if one scheme of the profile that reaches the account takes it as it is. */
    @Override
    public List<Fault> compliance(String profile, Creditor creditor, LocalDate on) {
        Profile rules = running.get(profile);
        if (rules == null) {
            throw new IllegalArgumentException("There is no bank profile " + profile);
        }
        Set<Fault> all = new LinkedHashSet<>();
        boolean passes = false;
        for (String scheme : rules.schemes().keySet()) {
            List<Fault> faults = InstructionRules.faults(rules, probe(scheme, creditor, on)).stream()
                    .filter(InstructionRules::isOfCreditor)
                    .toList();
            passes |= faults.isEmpty();
            all.addAll(faults);
        }
        if (passes) {
            all.clear();
        }
        tellIncomplete(rules, creditor, all);
        return List.copyOf(all);
    }

    /** Where a profile still writes a country alone, banks may refuse it since structured addresses are the rule. */
    private static void tellIncomplete(Profile rules, Creditor creditor, Set<Fault> all) {
        if (rules.addresses().incomplete() == Incomplete.COUNTRY
                && !PostalAddress.Parts.of(creditor.addressJson(), creditor.country(), rules.texts())
                        .complete()) {
            all.add(new Fault(
                    "/creditorAddress",
                    ErrorCode.BANK_REFUSES,
                    rules.name() + ": town and country are not known each by itself; only the country is sent"));
        }
    }

    private static Order probe(String scheme, Creditor creditor, LocalDate on) {
        Instruction payment = new Instruction(
                "PROBE",
                "PROBE",
                BigDecimal.ONE,
                "XXX",
                creditor.name(),
                creditor.number(),
                creditor.bic(),
                creditor.country(),
                creditor.addressJson(),
                "PROBE",
                null,
                null);
        return new Order("", scheme, new Debtor("PROBE", "XX", "PROBE", "PROBEXXX", "XXX", null), on, payment);
    }

    private String name(String connection) {
        return connections
                .named(connection)
                .map(BankConnections.Connection::profile)
                .orElse(USUAL);
    }

    private @Nullable Profile of(String connection) {
        return running.get(name(connection));
    }

    private Profile needed(String connection) {
        Profile profile = of(connection);
        if (profile == null) {
            throw new IllegalStateException("There is no bank profile " + name(connection));
        }
        return profile;
    }

    private static SchemeRules needed(Profile profile, String scheme) {
        SchemeRules rules = profile.scheme(scheme);
        if (rules == null) {
            throw new IllegalStateException("%s does not offer %s".formatted(profile.name(), scheme));
        }
        return rules;
    }
}
