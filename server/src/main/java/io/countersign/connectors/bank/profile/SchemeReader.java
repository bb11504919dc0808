package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.AccountForm;
import io.countersign.connectors.bank.profile.Profile.Coded;
import io.countersign.connectors.bank.profile.Profile.Field;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.ReferenceForm;
import io.countersign.connectors.bank.profile.Profile.Regulatory;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.model.Money;
import io.countersign.payments.StructuredReference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads what a profile says about one scheme. */
final class SchemeReader {

    private static final Predicate<String> COUNTRY = Pattern.compile("[A-Z]{2}").asMatchPredicate();
    private static final Predicate<String> CODE =
            Pattern.compile("[A-Z0-9]{1,4}").asMatchPredicate();
    private static final Set<String> CHARGES = Set.of("SLEV", "SHAR", "DEBT", "CRED");
    private static final Set<String> ENTRY_CLASSES = Set.of("CCD", "PPD", "CTX");

    private final Section section;
    private final Kind kind;

    SchemeReader(Section section, Kind kind) {
        this.section = section;
        this.kind = kind;
    }

    SchemeRules read() {
        List<Coded> levels =
                section.texts("service-level").stream().map(SchemeReader::coded).toList();
        if (levels.size() > 1 && kind == Kind.PAIN_03) {
            section.complain("service-level", "pain.001.001.03 has room for one service level");
        }
        String instrument = section.optional("local-instrument");
        return new SchemeRules(
                levels,
                instrument == null ? null : coded(instrument),
                section.optional("category-purpose", CODE, "A code of four characters"),
                section.optional("priority", Set.of("HIGH", "NORM")::contains, "HIGH or NORM"),
                section.optional("charge-bearer", CHARGES::contains, "SLEV, SHAR, DEBT or CRED"),
                section.set("currencies", Money::isCurrency, "A currency of ISO 4217"),
                section.set("countries", COUNTRY, "A country of ISO 3166-1"),
                accounts(),
                section.amount("most-amount"),
                fields("required"),
                fields("forbidden"),
                references(),
                regulatory(),
                entryClass(),
                section.positive("acknowledged-within"));
    }

    private @Nullable String entryClass() {
        String entryClass = section.optional("entry-class", ENTRY_CLASSES::contains, "CCD, PPD or CTX");
        if (kind == Kind.NACHA && entryClass == null) {
            section.complain("entry-class", "A scheme of a NACHA profile names its entry class: CCD, PPD or CTX");
        }
        return entryClass;
    }

    /** A text in brackets is proprietary: {@code (BGNR)}. */
    private static Coded coded(String text) {
        return text.startsWith("(") && text.endsWith(")")
                ? new Coded(text.substring(1, text.length() - 1), true)
                : new Coded(text, false);
    }

    private List<AccountForm> accounts() {
        List<AccountForm> forms = new ArrayList<>();
        for (Section account : section.sections("accounts")) {
            String scheme = account.optional("account-scheme");
            AccountForm form = new AccountForm(
                    account.set("countries", COUNTRY, "A country of ISO 3166-1"),
                    pattern(account),
                    Boolean.TRUE.equals(account.flag("joined")),
                    account.optional("clearing", text -> text.matches("[A-Z0-9]{1,5}"), "A clearing system's code"),
                    account.optional("member"),
                    scheme == null ? null : coded(scheme),
                    account.optional("example"));
            checkExample(account, form);
            account.end();
            forms.add(form);
        }
        if (forms.isEmpty()) {
            section.complain("accounts", "A scheme names the forms of account numbers it takes");
        }
        return forms;
    }

    private static @Nullable Pattern pattern(Section account) {
        String form = account.text("form");
        if (form.equals("iban") || form.isEmpty()) {
            return null;
        }
        try {
            Pattern pattern = Pattern.compile(form);
            if (!pattern.namedGroups().containsKey("account")) {
                account.complain("form", "A form is iban, or a pattern with the groups (?<bank>…) and (?<account>…)");
            }
            return pattern;
        } catch (PatternSyntaxException broken) {
            account.complain("form", "This is no pattern: " + broken.getDescription());
            return null;
        }
    }

    private static void checkExample(Section account, AccountForm form) {
        String example = form.example();
        Pattern pattern = form.pattern();
        if (pattern != null && example == null) {
            account.complain("example", "A domestic form has an example, for the self-test");
        } else if (pattern != null && !pattern.matcher(String.valueOf(example)).matches()) {
            account.complain("example", "The example has not the form");
        }
        boolean names = pattern != null && pattern.namedGroups().containsKey("bank");
        if (form.clearing() != null && form.member() == null && !names) {
            account.complain("clearing", "A clearing system needs the group (?<bank>…) of the form, or a member");
        }
    }

    private Set<Field> fields(String name) {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (String text : section.texts(name)) {
            Field found = null;
            for (Field field : Field.values()) {
                if (Section.written(field).equals(text)) {
                    found = field;
                }
            }
            if (found == null) {
                section.complain(name, "\"%s\" is no field a profile can ask for".formatted(text));
            } else {
                fields.add(found);
            }
        }
        return fields;
    }

    private Map<StructuredReference.Kind, ReferenceForm> references() {
        Map<StructuredReference.Kind, ReferenceForm> forms = new EnumMap<>(StructuredReference.Kind.class);
        for (Section reference : section.sections("references")) {
            StructuredReference.Kind type = reference.choice("kind", StructuredReference.Kind.class);
            String code = reference.text("type");
            String issuer = reference.optional("issuer");
            reference.end();
            if (type != null && forms.put(type, new ReferenceForm(coded(code), issuer)) != null) {
                reference.complain("kind", "It is here twice");
            }
        }
        return forms;
    }

    private List<Regulatory> regulatory() {
        List<Regulatory> rules = new ArrayList<>();
        for (Section rule : section.sections("regulatory")) {
            rules.add(new Regulatory(
                    rule.set("countries", COUNTRY, "A country of ISO 3166-1"),
                    rule.amount("above"),
                    rule.optional("authority", COUNTRY, "A country of ISO 3166-1"),
                    rule.optional("code", text -> text.matches("[A-Z0-9]{1,10}"), "At most ten letters or digits"),
                    rule.optional("text", text -> text.length() <= 35, "At most 35 characters")));
            rule.end();
        }
        return rules;
    }
}
