package io.countersign.connectors.odoo;

import io.countersign.connectors.BankConnections;
import io.countersign.payments.MasterData;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Companies, their currencies and rates, and their bank accounts: few and rarely changed, so read whole each time. */
final class Companies {

    private static final Set<String> LEGAL_FORMS = Set.of(
            "gmbh", "ag", "kg", "ohg", "se", "sa", "sas", "sarl", "ltd", "limited", "plc", "llp", "bv", "nv", "spa",
            "srl", "ab", "as", "oy", "oyj", "inc", "llc", "corp", "co", "sp", "zoo", "sro", "aps", "lda");

    private static final int RATE_DAYS = 40;

    private static final List<String> FIELDS =
            List.of("name", "currency_id", "country_code", "street", "street2", "city", "zip");

    private static final String CODES = "select company, code from connectors.odoo_company";

    private static final String KEEP_CODE = """
            insert into connectors.odoo_company (company, code) values (:company, :code)
            on conflict (company) do nothing
            """;

    private final Conversation odoo;
    private final JdbcClient jdbc;
    private final MasterData masterData;
    private final OdooSettings settings;
    private final BankConnections banks;
    private final Clock clock;

    Companies(
            Conversation odoo,
            JdbcClient jdbc,
            MasterData masterData,
            OdooSettings settings,
            BankConnections banks,
            Clock clock) {
        this.odoo = odoo;
        this.jdbc = jdbc;
        this.masterData = masterData;
        this.settings = settings;
        this.banks = banks;
        this.clock = clock;
    }

    void read() {
        List<Rec> companies = odoo.rows(Call.search("res.company", List.of(), FIELDS));
        Map<Integer, String> codes = codes(companies);
        masterData.legalEntities(
                companies.stream().map(company -> entity(company, codes)).toList());
        masterData.rates(rates(companies));
        masterData.ownAccounts(ownAccounts(companies, codes));
    }

    private MasterData.LegalEntity entity(Rec company, Map<Integer, String> codes) {
        String country = company.text("country_code", "");
        OdooSettings.CompanySettings said = settings.companies().get(company.id());
        String zone = said != null && said.zone() != null ? said.zone() : Zones.of(country);
        return new MasterData.LegalEntity(
                codes.getOrDefault(company.id(), ""),
                company.text("name", ""),
                country,
                company.refName("currency_id"),
                zone,
                String.valueOf(company.id()),
                Addresses.of(company));
    }

    /** A code once given stays, even if the company is renamed. */
    private Map<Integer, String> codes(List<Rec> companies) {
        Map<Integer, String> codes = keptCodes();
        for (Rec company : companies) {
            if (!codes.containsKey(company.id())) {
                String code = code(company, Set.copyOf(codes.values()));
                jdbc.sql(KEEP_CODE)
                        .param("company", company.id())
                        .param("code", code)
                        .update();
                codes.put(company.id(), code);
            }
        }
        return codes;
    }

    private Map<Integer, String> keptCodes() {
        Map<Integer, String> codes = new HashMap<>();
        jdbc.sql(CODES).query(row -> {
            codes.put(row.getInt("company"), row.getString("code"));
        });
        return codes;
    }

    private String code(Rec company, Set<String> taken) {
        OdooSettings.CompanySettings said = settings.companies().get(company.id());
        if (said != null && said.code() != null) {
            return said.code();
        }
        String short_ = initials(company.text("name", "")) + "-" + company.text("country_code", "XX");
        return taken.contains(short_) ? short_ + "-" + company.id() : short_;
    }

    /** {@code Aldermoor Optik GmbH} becomes {@code AO}. */
    static String initials(String name) {
        String letters = List.of(name.split("[^\\p{L}\\p{N}]+", -1)).stream()
                .filter(word -> !word.isEmpty() && !LEGAL_FORMS.contains(word.toLowerCase(Locale.ROOT)))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
        return letters.isEmpty() ? "LE" : letters;
    }

    private List<MasterData.OwnAccount> ownAccounts(List<Rec> companies, Map<Integer, String> codes) {
        List<Rec> journals = odoo.rows(Call.search(
                "account.journal",
                List.of(
                        List.of("type", "=", "bank"),
                        List.of("bank_acc_number", "!=", false),
                        List.of("active", "=", true)),
                List.of("name", "company_id", "currency_id", "bank_account_id", "bank_acc_number")));
        Map<Integer, String> bics = bics(journals);
        Map<Integer, String> currency =
                companies.stream().collect(Collectors.toMap(Rec::id, company -> company.refName("currency_id")));
        List<MasterData.OwnAccount> accounts = new ArrayList<>();
        for (Rec journal : journals) {
            String entity = codes.get(journal.ref("company_id"));
            String number = Suppliers.plain(journal.text("bank_acc_number", ""));
            if (entity != null && !number.isEmpty()) {
                accounts.add(new MasterData.OwnAccount(
                        entity,
                        number,
                        bics.get(journal.ref("bank_account_id")),
                        journal.ref("currency_id") != 0
                                ? journal.refName("currency_id")
                                : currency.getOrDefault(journal.ref("company_id"), ""),
                        journal.text("name", number),
                        banks.ofAccount(number)
                                .map(BankConnections.Connection::name)
                                .orElse("none"),
                        String.valueOf(journal.id())));
            }
        }
        return accounts;
    }

    private Map<Integer, String> bics(List<Rec> journals) {
        List<Integer> ids = journals.stream()
                .map(journal -> journal.ref("bank_account_id"))
                .filter(id -> id != 0)
                .toList();
        Map<Integer, String> bics = new HashMap<>();
        for (Rec bank : odoo.rows(Call.read("res.partner.bank", ids, List.of("bank_bic")))) {
            Optional.ofNullable(bank.text("bank_bic")).ifPresent(bic -> bics.put(bank.id(), bic));
        }
        return bics;
    }

    /**
     * Odoo keeps rates per company, in units of the foreign currency for one of the company's. A company that keeps its
     * books in euro tells the rates as they are; of another, they are taken through its own rate for the euro.
     */
    private List<MasterData.Rate> rates(List<Rec> companies) {
        String oldest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .minusDays(RATE_DAYS)
                .toString();
        List<Rec> told = odoo.rows(Call.search(
                "res.currency.rate",
                List.of(List.of("name", ">=", oldest)),
                List.of("name", "currency_id", "company_id", "company_rate")));
        Rec base = companies.stream()
                .filter(company -> company.refName("currency_id").equals("EUR"))
                .findFirst()
                .orElse(companies.isEmpty() ? null : companies.getFirst());
        if (base == null) {
            return List.of();
        }
        Map<String, List<Rec>> byDay = told.stream()
                .filter(rate -> rate.ref("company_id") == base.id() || rate.ref("company_id") == 0)
                .filter(rate -> rate.decimal("company_rate").signum() > 0)
                .collect(Collectors.groupingBy(rate -> rate.text("name", "")));
        List<MasterData.Rate> rates = new ArrayList<>();
        byDay.forEach((day, ofDay) -> rates.addAll(perEuro(LocalDate.parse(day), ofDay, base.refName("currency_id"))));
        return rates;
    }

    private static List<MasterData.Rate> perEuro(LocalDate day, List<Rec> ofDay, String base) {
        Map<String, BigDecimal> perBase = new HashMap<>();
        ofDay.forEach(rate -> perBase.put(rate.refName("currency_id"), rate.decimal("company_rate")));
        perBase.put(base, BigDecimal.ONE);
        BigDecimal euro = perBase.get("EUR");
        if (euro == null) {
            return List.of();
        }
        return perBase.entrySet().stream()
                .map(rate -> new MasterData.Rate(
                        rate.getKey(), rate.getValue().divide(euro, MathContext.DECIMAL64), day, "Odoo"))
                .toList();
    }
}
