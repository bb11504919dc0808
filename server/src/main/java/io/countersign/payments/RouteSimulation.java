package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells every way an amount could take, and what day it would make. Stores nothing. */
@Component
class RouteSimulation {

    private static final String SUBJECT = """
            select a.number, a.connection, e.country,
                   case when cast(:currency as text) = e.currency then cast(:amount as numeric)
                        else round(cast(:amount as numeric) * payments.per_euro(e.currency)
                                   / payments.per_euro(:currency), 2) end as in_books
            from payments.legal_entity e
            left join payments.own_account a on a.legal_entity = e.code
                and (cast(:account as text) is null or a.number = :account)
            where e.code = :entity
            order by (a.currency = :currency) desc nulls last, a.number limit 1
            """;

    private final JdbcClient jdbc;
    private final Policies policies;
    private final ValueDates dates;
    private final Clock clock;

    RouteSimulation(JdbcClient jdbc, Policies policies, ValueDates dates, Clock clock) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.dates = dates;
        this.clock = clock;
    }

    /** The payer's side, as far as it decides about routes. */
    private record Payer(
            @Nullable String account,
            @Nullable String connection,
            String country,
            @Nullable BigDecimal inBooks) {}

    Views.Simulation simulate(Caller caller, Views.RouteQuestion question) {
        List<Fault> faults = new ArrayList<>();
        if (!question.amount().isPositive()) {
            faults.add(new Fault("/amount", ErrorCode.AMOUNT_INVALID, "The amount must be above zero"));
        }
        Optional<Payer> payer = payer(caller, question, faults);
        String account = AccountCheck.compact(question.creditorAccount() == null ? "" : question.creditorAccount());
        boolean iban = AccountCheck.looksLikeIban(account);
        String country = country(question, account, iban, faults);
        if (!faults.isEmpty() || payer.isEmpty() || payer.get().inBooks() == null) {
            return new Views.Simulation.Refused(List.copyOf(faults));
        }
        Money money = question.amount();
        Policies.Subject subject = new Policies.Subject(
                question.legalEntity(),
                payer.get().country(),
                question.kind(),
                "NORMAL",
                money.currency().getCurrencyCode(),
                money.amount(),
                payer.get().inBooks(),
                country,
                iban || (account.isEmpty() && AccountCheck.hasIbans(country)));
        Instant at = question.at() == null ? clock.instant() : question.at();
        List<Views.PossibleRoute> routes = policies.routes(subject).stream()
                .map(choice -> route(choice, payer.get(), subject.currency(), question.requestedOn(), at))
                .toList();
        return new Views.Simulation.Routes(at, routes);
    }

    private Optional<Payer> payer(Caller caller, Views.RouteQuestion question, List<Fault> faults) {
        String account = question.debtorAccount() == null ? null : AccountCheck.compact(question.debtorAccount());
        Optional<Payer> payer = caller.covers(question.legalEntity())
                ? jdbc.sql(SUBJECT)
                        .param("entity", question.legalEntity())
                        .param("account", account)
                        .param("currency", question.amount().currency().getCurrencyCode())
                        .param("amount", question.amount().amount())
                        .query((row, n) -> new Payer(
                                row.getString("number"),
                                row.getString("connection"),
                                row.getString("country"),
                                row.getBigDecimal("in_books")))
                        .optional()
                : Optional.empty();
        if (payer.isEmpty()) {
            faults.add(new Fault("/legalEntity", ErrorCode.INVALID, "There is no such legal entity in your scope"));
        } else if (payer.get().account() == null) {
            faults.add(new Fault("/debtorAccount", ErrorCode.INVALID, "The legal entity has no such account"));
        } else if (payer.get().inBooks() == null) {
            faults.add(new Fault("/currency", ErrorCode.INVALID, "There is no exchange rate for this currency"));
        }
        return payer;
    }

    private static String country(Views.RouteQuestion question, String account, boolean iban, List<Fault> faults) {
        if (iban) {
            faults.addAll(AccountCheck.iban("/creditorAccount", account));
        }
        String country = question.creditorCountry();
        if (country == null && iban) {
            return account.substring(0, 2);
        }
        if (country == null || !country.matches("[A-Z]{2}")) {
            faults.add(new Fault(
                    "/creditorCountry", ErrorCode.INVALID, "An IBAN or a country of ISO 3166-1 is needed, such as FR"));
            return "";
        }
        return country;
    }

    private Views.PossibleRoute route(
            Policies.RouteChoice choice, Payer payer, String currency, LocalDate requestedOn, Instant at) {
        String connection = choice.connection() == null ? payer.connection() : choice.connection();
        ValueDate date = dates.of(new ValueDates.Way(connection, choice.scheme(), currency), requestedOn, at);
        return new Views.PossibleRoute(
                choice.scheme(),
                connection,
                choice.verdict().name(),
                why(choice),
                choice.policy(),
                chargeBearer(choice.scheme()),
                date);
    }

    private static String why(Policies.RouteChoice choice) {
        return switch (choice.verdict()) {
            case CHOSEN -> choice.because();
            case ALTERNATIVE -> "The row that decides allows it beside its own choice";
            case LATER_ROW -> "Its condition holds, but an earlier row decides";
            case DOES_NOT_APPLY -> "Its condition does not hold: " + choice.condition();
        };
    }

    /** SEPA leaves no choice (EPC125-05: each side pays its own bank, SLEV); other payments ask for shared charges. */
    private static String chargeBearer(String scheme) {
        return scheme.toUpperCase(Locale.ROOT).startsWith("SEPA") ? "SLEV" : "SHAR";
    }
}
