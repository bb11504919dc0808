package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.bank.profile.Profile.AddressForm;
import io.countersign.connectors.bank.profile.Profile.Addresses;
import io.countersign.connectors.bank.profile.Profile.FileRules;
import io.countersign.connectors.bank.profile.Profile.Incomplete;
import io.countersign.connectors.bank.profile.Profile.Initiator;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.Message;
import io.countersign.connectors.bank.profile.Profile.Vop;
import io.countersign.governance.identity.Role;
import io.countersign.model.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the text of a profile file into a profile, or says everything that is wrong with it. */
final class ProfileReader {

    /** What is read: a profile, or faults with line and column. */
    record Read(Optional<Profile> profile, List<Fault> faults) {}

    private static final int MOST_PAYMENTS = 100_000;

    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::code).toList();

    /** Not one of those that every request has. */
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(?!(content-\\w+|host|authorization|idempotency-key|x-request-id|connection|expect|upgrade|transfer-encoding):)"
                    + "[a-z0-9-]{1,60}: ?[\\x21-\\x7e][\\x20-\\x7e]{0,78}");

    private final Section root;
    private final List<Fault> faults;
    private final String sha256;

    private ProfileReader(Section root, List<Fault> faults, String sha256) {
        this.root = root;
        this.faults = faults;
        this.sha256 = sha256;
    }

    static Read read(String source) {
        List<Fault> faults = new ArrayList<>();
        Optional<Profile> profile =
                Section.read(source, faults).map(root -> new ProfileReader(root, faults, sha256(source)).profile());
        return new Read(faults.isEmpty() ? profile : Optional.empty(), List.copyOf(faults));
    }

    /** The calendar that a profile names, whatever else is wrong with it. */
    static Optional<String> calendar(String source) {
        return Section.read(source, new ArrayList<>()).map(root -> root.optional("calendar"));
    }

    /** Says where a profile names its calendar, for whoever knows that there is none of this name. */
    static List<Fault> atCalendar(String source, String reason) {
        List<Fault> faults = new ArrayList<>();
        Section.read(source, faults).ifPresent(root -> root.complain("calendar", reason));
        return List.copyOf(faults);
    }

    private @Nullable Profile profile() {
        String name = root.text("profile");
        if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9-]{1,39}")) {
            root.complain("profile", "A name of small letters, digits and hyphens is expected, 2 to 40 characters");
        }
        Message message = message();
        Map<String, Profile.SchemeRules> schemes = schemes(message);
        Profile profile = new Profile(
                name,
                root.text("title"),
                guides(),
                owner(),
                message,
                file(root.section("file")),
                texts(root.section("text")),
                addresses(root.section("address")),
                schemes,
                root.positive("acknowledged-within"),
                vop(root.section("verification-of-payee"), message.kind()),
                recall(root.section("recall"), message.kind()),
                root.optional("calendar"),
                CutOffReader.read(root, schemes.keySet()),
                originator(message.kind()),
                sha256);
        root.end();
        return faults.isEmpty() ? profile : null;
    }

    private String owner() {
        String owner = root.text("owner");
        if (!owner.isEmpty() && !ROLES.contains(owner)) {
            root.complain("owner", "There is no role \"%s\"; known are %s".formatted(owner, String.join(", ", ROLES)));
        }
        return owner;
    }

    private List<String> guides() {
        List<String> guides = root.texts("guide");
        if (guides.isEmpty()) {
            root.complain("guide", "A profile names the guide it follows: title, version, section");
        }
        return guides;
    }

    private Message message() {
        String code = root.text("message");
        for (Kind kind : Kind.values()) {
            if (kind.code().equals(code)) {
                String namespace = root.optional("namespace");
                return new Message(
                        kind, namespace == null ? kind.isoNamespace() : namespace, root.optional("schema-location"));
            }
        }
        if (!code.isEmpty()) {
            root.complain(
                    "message",
                    "Written can be pain.001.001.03, pain.001.001.09, pain.001.001.11 and NACHA, not " + code);
        }
        return new Message(Kind.PAIN_09, Kind.PAIN_09.isoNamespace(), null);
    }

    private Map<String, Profile.SchemeRules> schemes(Message message) {
        Map<String, Profile.SchemeRules> schemes = new LinkedHashMap<>();
        for (Section section : root.sections("schemes")) {
            Profile.SchemeRules rules = new SchemeReader(section, message.kind()).read();
            for (String name : section.texts("scheme")) {
                if (schemes.put(name, rules) != null) {
                    section.complain("scheme", "%s has rules already".formatted(name));
                }
            }
            section.end();
        }
        if (schemes.isEmpty()) {
            root.complain("schemes", "A profile offers at least one scheme");
        }
        return schemes;
    }

    private static FileRules file(Section file) {
        String name = file.optional("name");
        if (name != null && (!name.contains("{messageId}") || !name.matches("[A-Za-z0-9._{}-]{1,100}"))) {
            file.complain("name", "A file name contains {messageId}; letters, digits, dots, hyphens and underscores");
        }
        int most = file.number("most-payments", MOST_PAYMENTS, 1, MOST_PAYMENTS);
        int kilobytes = file.number("most-kilobytes", 0, 0, Integer.MAX_VALUE);
        String batch = file.optional("payment-information-id");
        if (batch != null && !batch.matches("[A-Za-z0-9-]{0,10}\\{messageId}[A-Za-z0-9-]{0,10}")) {
            file.complain("payment-information-id", "It contains {messageId} and at most ten characters on each side");
        }
        Boolean booking = file.flag("batch-booking");
        Initiator initiator = initiator(file.section("initiating-party"));
        file.end();
        return new FileRules(
                name == null ? "{messageId}.xml" : name,
                most,
                kilobytes == 0 ? null : kilobytes * 1024L,
                batch == null ? "{messageId}" : batch,
                booking,
                initiator);
    }

    private static @Nullable Initiator initiator(Section section) {
        if (section.names().isEmpty()) {
            return null;
        }
        Initiator initiator = new Initiator(
                section.optional("lei", text -> text.matches("[A-Z0-9]{18}[0-9]{2}"), "An LEI of 20 characters"),
                section.optional("id"),
                section.optional("scheme"),
                section.optional("issuer"));
        section.end();
        return initiator;
    }

    private static Texts texts(Section text) {
        Map<Integer, String> replace = new HashMap<>();
        Section table = text.section("replace");
        for (String from : table.names()) {
            if (from.codePointCount(0, from.length()) == 1) {
                replace.put(from.codePointAt(0), table.texts(from).getFirst());
            } else {
                table.complain(from, "One character is replaced, not \"%s\"".formatted(from));
            }
        }
        Texts texts = new Texts(
                ranges(text),
                Map.copyOf(replace),
                Boolean.TRUE.equals(text.flag("upper-case")),
                text.number("name", 70, 10, 140),
                text.number("remittance", 140, 10, 140),
                text.number("end-to-end-id", 35, 10, 35));
        text.end();
        return texts;
    }

    /** {@code U+00A0-U+00FF} or characters as they are. */
    private static String ranges(Section text) {
        StringBuilder ranges = new StringBuilder();
        for (String part : text.texts("also")) {
            if (part.matches("U\\+[0-9A-F]{4}-U\\+[0-9A-F]{4}")) {
                ranges.append((char) Integer.parseInt(part, 2, 6, 16));
                ranges.append((char) Integer.parseInt(part, 9, 13, 16));
            } else {
                part.chars().forEach(c -> ranges.append((char) c).append((char) c));
            }
        }
        return ranges.toString();
    }

    private static Addresses addresses(Section address) {
        AddressForm form = address.choice("form", AddressForm.class);
        Incomplete incomplete = address.choice("incomplete", Incomplete.class);
        Addresses addresses = new Addresses(
                form == null ? AddressForm.HYBRID : form,
                address.date("lines-until"),
                incomplete == null ? Incomplete.OMIT : incomplete);
        if (addresses.linesUntil() != null && addresses.form() != AddressForm.LINES) {
            address.complain("lines-until", "Only the form lines ends on a date");
        }
        address.end();
        return addresses;
    }

    private static @Nullable Vop vop(Section section, Kind kind) {
        if (section.names().isEmpty()) {
            return null;
        }
        String choice = section.text("choice");
        if (!choice.equals("opt-in") && !choice.equals("opt-out")) {
            section.complain("choice", "opt-in or opt-out is expected");
        }
        String instruction = section.optional(
                "instruction", text -> text.matches("[A-Za-z0-9/?:().,'+ -]{1,140}"), "At most 140 Latin characters");
        boolean hasRoom = kind == Kind.PAIN_09 || kind == Kind.PAIN_11;
        if (instruction != null && (choice.equals("opt-in") || !hasRoom)) {
            section.complain(
                    "instruction", "Only a file without verification has it, and only from pain.001.001.09 on");
        }
        String header = section.optional("header", HEADER.asMatchPredicate(), "A header of its own, as Name: value,");
        if (header != null && choice.equals("opt-in")) {
            section.complain("header", "Only a file without verification has it");
        }
        Vop vop = new Vop(
                choice.equals("opt-in"),
                section.text("who"),
                section.text("why"),
                instruction,
                header == null ? null : Profiles.Header.of(header));
        section.end();
        return vop;
    }

    private static RecallMessage recall(Section section, Kind kind) {
        RecallMessage usual = kind == Kind.NACHA ? RecallMessage.NONE : RecallMessage.CAMT_055;
        if (section.names().isEmpty()) {
            return usual;
        }
        String code = section.text("message");
        section.end();
        Optional<RecallMessage> message = RecallMessage.of(code);
        if (message.isEmpty() && !code.isEmpty()) {
            section.complain(
                    "message",
                    "Payments are called back by %s, not by %s"
                            .formatted(
                                    Arrays.stream(RecallMessage.values())
                                            .map(RecallMessage::code)
                                            .collect(Collectors.joining(", ")),
                                    code));
        } else if (kind == Kind.NACHA && message.isPresent() && message.get() != RecallMessage.NONE) {
            section.complain("message", "Entries of a NACHA file are called back by no message of ISO 20022");
        }
        return message.orElse(usual);
    }

    private AchRules.@Nullable Originator originator(Kind kind) {
        Section ach = root.section("ach");
        if (kind != Kind.NACHA) {
            if (root.has("ach")) {
                root.complain("ach", "Only a NACHA file has an originator");
            }
            return null;
        }
        AchRules.Originator originator = new AchRules.Originator(
                matching(ach, "destination", "[0-9]{9}", "A routing number of nine digits"),
                matching(ach, "destination-name", ".{1,23}", "At most 23 characters"),
                matching(ach, "origin", "[A-Z0-9 ]{9,10}", "Ten letters or digits, as agreed with the bank"),
                matching(ach, "origin-name", ".{1,23}", "At most 23 characters"),
                matching(ach, "company-id", "[A-Z0-9]{10}", "Ten letters or digits, as agreed with the bank"),
                matching(ach, "odfi", "[0-9]{8}", "The first eight digits of a routing number"),
                matching(ach, "description", "[A-Z0-9 ]{1,10}", "At most ten capital letters or digits"));
        if (originator.destination().length() == 9 && !AchRules.isRouting(originator.destination())) {
            ach.complain("destination", "The check digit of the routing number does not agree");
        }
        ach.end();
        return originator;
    }

    private static String matching(Section section, String name, String pattern, String expected) {
        String text = section.text(name);
        if (!text.isEmpty() && !text.matches(pattern)) {
            section.complain(name, "%s: expected as %s".formatted(expected, name));
        }
        return text;
    }

    static String sha256(String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
