package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The demo's world, as {@code world.yaml} tells it.
 *
 * @param bills how many ordinary bills there are
 * @param rates units of a currency for one euro
 * @param suppliers name, country and city of each
 */
record World(
        long seed,
        int bills,
        List<Bank> banks,
        List<Firm> companies,
        Map<String, BigDecimal> rates,
        List<List<String>> suppliers,
        List<String> untrusted,
        List<String> invalid,
        List<Special> special) {

    /** @param channel how files travel; over SFTP where it is not said */
    record Bank(String name, String title, String bic, boolean modern, BankProfile.@Nullable Channel channel) {

        boolean byHand() {
            return channel == BankProfile.Channel.PORTAL;
        }

        private BankProfile with(List<BankProfile.Account> accounts) {
            return new BankProfile(
                    name,
                    title,
                    bic,
                    modern ? BankProfile.Dialect.CAMT_08 : BankProfile.Dialect.CAMT_02,
                    channel == null ? BankProfile.Channel.SFTP : channel,
                    accounts);
        }
    }

    /** @param share of the ordinary bills, in percent of them all */
    record Firm(String name, String country, String currency, int share, List<Account> accounts) {}

    /** @param iban country and the rest of the number, without its check digits */
    record Account(String bank, List<String> iban, String currency, BigDecimal opening) {

        String number() {
            return Ibans.of(iban.getFirst(), iban.get(1));
        }
    }

    /** A bill, or a credit note, with a fate of its own. */
    record Special(String id, String company, String supplier, String reference, BigDecimal amount, boolean credit) {}

    static World read() {
        try (InputStream in = World.class.getResourceAsStream("world.yaml")) {
            return YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build()
                    .readValue(Objects.requireNonNull(in), World.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The banks with our accounts at them. */
    List<BankProfile> profiles() {
        return banks.stream().map(bank -> bank.with(accountsAt(bank.name()))).toList();
    }

    /** The same without the banks that people carry files to, and the companies that have no other. */
    World withoutHandwork() {
        List<Firm> left = companies.stream().filter(firm -> !worksByHand(firm)).toList();
        return new World(
                seed,
                bills,
                banks.stream().filter(bank -> !bank.byHand()).toList(),
                left,
                rates,
                suppliers,
                untrusted,
                invalid,
                special);
    }

    /** Whether every payment of a company waits for a person who uploads it. */
    boolean worksByHand(Firm firm) {
        return firm.accounts().stream().allMatch(account -> bank(account.bank()).byHand());
    }

    private List<BankProfile.Account> accountsAt(String bank) {
        return companies.stream()
                .flatMap(firm -> firm.accounts().stream()
                        .filter(account -> account.bank().equals(bank))
                        .map(account -> new BankProfile.Account(
                                account.number(), firm.name(), account.currency(), account.opening())))
                .toList();
    }

    Bank bank(String name) {
        return banks.stream()
                .filter(bank -> bank.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
