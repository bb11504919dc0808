package io.countersign.bench.measure;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The company of the benchmark and its instructions. */
final class Scene {

    static final String ENTITY = "BENCH";
    static final String ACCOUNT = "DE89370400440532013000";
    static final String BANK = "bench-bank";

    private static final String COMPANY = """
            with entity as (
                insert into payments.legal_entity (code, name, country, currency, zone)
                values ('BENCH', 'Bench AG', 'DE', 'EUR', 'Europe/Berlin')),
            account as (
                insert into payments.own_account (id, legal_entity, number, bic, currency, name, connection)
                values (gen_random_uuid(), 'BENCH', 'DE89370400440532013000', 'COBADEFFXXX', 'EUR', 'Main', 'bench-bank')),
            party as (
                insert into payments.party (id, kind, name, country)
                values ('00000000-0000-7000-8000-000000000001', 'SUPPLIER', 'Brennhof Logistik GmbH', 'DE'))
            insert into payments.party_account (id, party_id, number, currency, trusted)
            values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
                    'DE75512108001245126199', 'EUR', true)
            """;

    private Scene() {}

    static void found(JdbcClient owner) {
        owner.sql(COMPANY).update();
    }

    /** One supplier bill; every number is another document. */
    static String instruction(long number) {
        return """
                {"legalEntity":"BENCH","kind":"SUPPLIER","amount":"%d.%02d","currency":"EUR","requestedOn":"%s",\
                "creditorName":"Brennhof Logistik GmbH","creditorNumber":"DE75512108001245126199","creditorCountry":"DE",\
                "remittance":"Invoice %d of last month","invoiceReference":"INV-%d"}""".formatted(100 + number % 900, number % 100, today(), number, number);
    }

    /** One salary, to an account of its own. */
    static String salary(long number) {
        return """
                {"legalEntity":"BENCH","kind":"PAYROLL","amount":"%d.%02d","currency":"EUR","requestedOn":"%s",\
                "creditorName":"Employee %06d","creditorNumber":"%s","creditorCountry":"DE",\
                "remittance":"Salary %s, employee %06d","purpose":"SALA","invoiceReference":"SAL-%d"}
                """.formatted(
                        2000 + number % 3000, number % 100, today(), number, iban(number), today(), number, number);
    }

    /** A German account number with right check digits. */
    static String iban(long number) {
        String bban = "51210800" + String.format(Locale.ROOT, "%010d", number);
        int remainder = 0;
        for (char digit : (bban + "131400").toCharArray()) {
            remainder = (remainder * 10 + (digit - '0')) % 97;
        }
        return String.format(Locale.ROOT, "DE%02d%s", 98 - remainder, bban);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(1);
    }
}
