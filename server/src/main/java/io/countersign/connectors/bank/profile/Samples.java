package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.AccountForm;
import io.countersign.connectors.bank.profile.Profile.Field;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.StructuredReference;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import io.countersign.payments.ports.BankRail.Recall;
import io.countersign.payments.ports.BankRail.Recalled;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payments to try a profile with: each form of account and each kind of reference a scheme takes, long texts and foreign
 * letters. Always the same ones, so that their file is always the same.
 */
final class Samples {

    static final LocalDate ON = LocalDate.of(2026, 11, 30);
    static final Instant CREATED = Instant.parse("2026-11-27T09:00:00Z");

    /** Our own address, for schemes that name it. */
    private static final String ADDRESS = """
            {"street": "Königsallee 12", "city": "Düsseldorf", "postcode": "40212", "country": "DE"}""";

    private static final String QR_IBAN = "CH4431999123000889012";

    private static final Map<String, String> IBANS = Map.ofEntries(
            Map.entry("DE", "DE75512108001245126199"),
            Map.entry("FR", "FR1420041010050500013M02606"),
            Map.entry("NL", "NL91ABNA0417164300"),
            Map.entry("BE", "BE68539007547034"),
            Map.entry("AT", "AT611904300234573201"),
            Map.entry("CH", "CH9300762011623852957"),
            Map.entry("FI", "FI2112345600000785"),
            Map.entry("SE", "SE4550000000058398257466"),
            Map.entry("NO", "NO9386011117947"),
            Map.entry("GB", "GB29NWBK60161331926819"));

    private static final Map<StructuredReference.Kind, String> REFERENCES = Map.of(
            StructuredReference.Kind.RF, "RF18539007547034",
            StructuredReference.Kind.OGM, "010806817183",
            StructuredReference.Kind.QRR, "210000000003139471430009017",
            StructuredReference.Kind.VIITE, "559582243294671",
            StructuredReference.Kind.KID, "01290865",
            StructuredReference.Kind.OCR, "1234567897");

    private final SchemeRules scheme;
    private final List<Instruction> payments = new ArrayList<>();

    private Samples(SchemeRules scheme) {
        this.scheme = scheme;
    }

    static List<Instruction> of(SchemeRules scheme) {
        Samples samples = new Samples(scheme);
        for (AccountForm form : scheme.accounts()) {
            String number = samples.number(form);
            samples.add(number, samples.country(form, number), null);
        }
        for (StructuredReference.Kind kind : scheme.references().keySet()) {
            samples.reference(kind);
        }
        return samples.payments;
    }

    static Draft draft(String scheme, SchemeRules rules, List<Instruction> payments) {
        BigDecimal total = payments.stream().map(Instruction::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        String currency = currency(rules);
        return new Draft(
                new UUID(0, 7),
                "CS261127-1Y2P0IJ32E8E7",
                "CS261127-1Y2P0IJ32E8E7.xml",
                "sample",
                scheme,
                debtor(currency),
                ON,
                CREATED,
                payments.size(),
                total,
                currency);
    }

    /** The file of the samples, called back three days after it was made. */
    static Recall recall(String scheme, SchemeRules rules, List<Instruction> payments) {
        Draft original = draft(scheme, rules, payments);
        Draft draft = new Draft(
                new UUID(0, 8),
                "CS261130-1Y2P0IJ32E8E8",
                "RECALL-CS261130-1Y2P0IJ32E8E8.xml",
                original.connection(),
                scheme,
                original.debtor(),
                ON,
                CREATED.plus(Duration.ofDays(3)),
                original.payments(),
                original.total(),
                original.currency());
        return new Recall(draft, original.messageId(), original.createdAt(), "DUPL", "Zweimal überwiesen");
    }

    static Recalled recalled(Instruction payment) {
        return new Recalled(
                new UUID(payment.amount().longValue(), 9).toString().replace("-", ""),
                payment.reference(),
                payment.endToEndId(),
                payment.amount(),
                payment.currency(),
                ON);
    }

    static Debtor debtor(String currency) {
        return new Debtor("Alpenröse & Söhne GmbH", "DE", "DE89370400440532013000", "COBADEFFXXX", currency, ADDRESS);
    }

    private static String currency(SchemeRules rules) {
        return rules.currencies().isEmpty()
                ? "USD"
                : rules.currencies().iterator().next();
    }

    private String number(AccountForm form) {
        if (!form.iban()) {
            return String.valueOf(form.example());
        }
        Set<String> countries = form.countries();
        return iban(countries.isEmpty() ? "DE" : countries.iterator().next());
    }

    private static String iban(String country) {
        String known = IBANS.get(country);
        return known == null ? "DE75512108001245126199" : known;
    }

    private String country(AccountForm form, String number) {
        if (form.iban()) {
            return number.substring(0, 2);
        }
        return scheme.countries().isEmpty()
                ? "US"
                : scheme.countries().iterator().next();
    }

    /** A reference goes to an account of the country that issues it, in the first form the scheme takes there. */
    private void reference(StructuredReference.Kind kind) {
        String country = switch (kind) {
            case RF ->
                scheme.countries().isEmpty()
                        ? "DE"
                        : scheme.countries().iterator().next();
            case OGM -> "BE";
            case QRR -> "CH";
            case VIITE -> "FI";
            case KID -> "NO";
            case OCR -> "SE";
        };
        String iban = kind == StructuredReference.Kind.QRR ? QR_IBAN : iban(country);
        AccountForm form = scheme.accounts().getFirst();
        boolean takesIban = AccountNaming.of(iban, scheme) != null;
        add(takesIban ? iban : number(form), country, REFERENCES.get(kind));
    }

    private void add(String number, String country, @Nullable String reference) {
        int n = payments.size() + 1;
        boolean free = reference == null && !scheme.forbidden().contains(Field.REMITTANCE);
        payments.add(new Instruction(
                "PAY-26-00000" + n,
                "PAY-26-00000" + n + "-SAMPLE",
                new BigDecimal(n + "0.10"),
                currency(scheme),
                "Société Générale d'Énergie Nº 1",
                number,
                scheme.forbidden().contains(Field.CREDITOR_BIC) ? null : "DEUTDEFFXXX",
                country,
                "{\"street\": \"Königsallee 12\", \"postcode\": \"40212\", \"city\": \"Düsseldorf\", \"country\": \"%s\"}"
                        .formatted(country),
                free ? "Rechnung 2026/%d für Maschinenöl".formatted(n) : null,
                reference,
                scheme.forbidden().contains(Field.PURPOSE) ? null : "SUPP"));
    }
}
