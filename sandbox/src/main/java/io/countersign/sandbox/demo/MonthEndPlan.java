package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The end of a month, as {@code month-end.yaml} tells it.
 *
 * @param days working days before today whose statements the banks have
 * @param openings what is on the accounts, as a multiple of the world's
 * @param payroll share of all payments that are salaries
 * @param swift banks whose statements are MT940
 * @param channels how files travel to a bank; over SFTP where it is not said
 * @param unknown an account that a bank keeps for us and the ERP does not know
 * @param late the account whose statements stay away for a while
 * @param statementDue how long after the end of a day policy waits for its statement
 * @param corrected the account of which a bank sends a second version of a statement
 */
record MonthEndPlan(
        long seed,
        int days,
        BigDecimal openings,
        BigDecimal payroll,
        List<String> swift,
        Map<String, BankProfile.Channel> channels,
        Unknown unknown,
        Place late,
        Duration statementDue,
        Place corrected,
        List<Company> companies,
        List<Special> specials) {

    /** Working days in a row on which a bank may be closed, as around Easter, and one more. */
    private static final int MOST_HOLIDAYS = 3;

    record Place(String bank, String account) {}

    record Unknown(String bank, String account, String holder, String currency, BigDecimal balance) {}

    /**
     * @param share of all payments, in percent
     * @param unanswered how many payments of the day its bank has not answered yet
     * @param bonus how many payments its bonus run has; 0 for none
     * @param salaries mean of the salaries
     */
    record Company(String name, String prefix, int share, int unanswered, int bonus, int salaries) {}

    /**
     * A payment to a supplier that ends as a break. What its bank does with it is in {@code month-end-banks.yaml}, by its
     * reference.
     *
     * @param debtorAccount where it is not the account of its currency
     */
    record Special(
            String company,
            String supplier,
            String reference,
            BigDecimal amount,
            String currency,
            @Nullable String debtorAccount) {}

    static MonthEndPlan read() {
        try (InputStream in = MonthEndPlan.class.getResourceAsStream("month-end.yaml")) {
            return YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build()
                    .readValue(Objects.requireNonNull(in), MonthEndPlan.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The banks of the world, with enough money for a payroll and each with its own messages. */
    List<BankProfile> banks(World world) {
        return world.profiles().stream().map(this::atMonthEnd).toList();
    }

    private BankProfile atMonthEnd(BankProfile bank) {
        List<BankProfile.Account> accounts = new ArrayList<>();
        for (BankProfile.Account account : bank.accounts()) {
            accounts.add(new BankProfile.Account(
                    account.number(),
                    account.holder(),
                    account.currency(),
                    account.opening().multiply(openings)));
        }
        if (bank.name().equals(unknown.bank())) {
            accounts.add(new BankProfile.Account(
                    unknown.account(), unknown.holder(), unknown.currency(), unknown.balance()));
        }
        BankProfile.Dialect dialect = swift.contains(bank.name()) ? BankProfile.Dialect.SWIFT : bank.dialect();
        BankProfile.Channel channel = channels.getOrDefault(bank.name(), BankProfile.Channel.SFTP);
        return new BankProfile(bank.name(), bank.title(), bank.bic(), dialect, channel, accounts);
    }

    /** The working days before a day, oldest first. */
    List<LocalDate> daysBefore(LocalDate today) {
        List<LocalDate> found = new ArrayList<>();
        for (LocalDate day = today.minusDays(1); found.size() < days; day = day.minusDays(1)) {
            if (isWorkingDay(day)) {
                found.addFirst(day);
            }
        }
        return found;
    }

    /**
     * The first day whose statement stays away. The hub misses the one that its calendars let it expect by now, and the
     * banks here know no holidays: this day is that one or a little before it, whatever the date.
     */
    LocalDate firstLate(Instant now) {
        LocalDate day = workingDayUntil(LocalDate.ofInstant(now.minus(statementDue), ZoneOffset.UTC));
        for (int i = 0; i <= MOST_HOLIDAYS; i++) {
            day = workingDayUntil(day.minusDays(1));
        }
        return day;
    }

    private static LocalDate workingDayUntil(LocalDate day) {
        return isWorkingDay(day) ? day : workingDayUntil(day.minusDays(1));
    }

    private static boolean isWorkingDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
}
