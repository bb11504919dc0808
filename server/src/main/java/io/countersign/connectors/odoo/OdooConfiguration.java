package io.countersign.connectors.odoo;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.cases.Cases;
import io.countersign.connectors.BankConnections;
import io.countersign.connectors.Dependencies;
import io.countersign.controls.policy.Policies;
import io.countersign.governance.events.EventLog;
import io.countersign.model.Ids;
import io.countersign.payments.MasterData;
import io.countersign.reconciliation.ErpBook;
import io.countersign.reconciliation.ErpTold;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.support.TransactionTemplate;

/** Connects an Odoo, if one is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("countersign.odoo.url")
@EnableConfigurationProperties(OdooSettings.class)
class OdooConfiguration {

    static final String IMPORT = "odoo.import";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WRITE_BACK_EVERY = Duration.ofSeconds(1);
    private static final Duration KEYS_EVERY = Duration.ofHours(12);

    /** The line to Odoo, unless we are given another one. */
    @Bean
    @ConditionalOnMissingBean(HttpClient.class)
    HttpClient odooLine() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Spreads what is tried again. */
    @Bean
    @ConditionalOnMissingBean(RandomGenerator.class)
    RandomGenerator chance() {
        return RandomGenerator.getDefault();
    }

    @Bean
    OdooClient odooClient(OdooSettings settings, Dependencies dependencies, HttpClient line) {
        return new OdooClient(settings, dependencies, line);
    }

    @Bean
    Conversation odooConversation(OdooClient client) {
        return new Conversation(client);
    }

    @Bean
    Cursors odooCursors(JdbcClient jdbc, Clock clock) {
        return new Cursors(jdbc, clock);
    }

    @Bean
    Companies odooCompanies(
            Conversation odoo,
            JdbcClient jdbc,
            MasterData masterData,
            OdooSettings settings,
            BankConnections banks,
            Clock clock) {
        return new Companies(odoo, jdbc, masterData, settings, banks, clock);
    }

    @Bean
    Incremental odooIncremental(
            Conversation odoo, Cursors cursors, TransactionTemplate transaction, Clock clock, OdooSettings settings) {
        return new Incremental(odoo, cursors, transaction, clock, settings);
    }

    @Bean
    Suppliers odooSuppliers(
            Conversation odoo, Incremental incremental, Cursors cursors, MasterData masterData, OdooSettings settings) {
        return new Suppliers(odoo, incremental, cursors, masterData, settings);
    }

    @Bean
    BillImport billImport(
            Conversation odoo,
            Incremental incremental,
            Cursors cursors,
            Suppliers suppliers,
            MasterData masterData,
            ErpTasks tasks) {
        return new BillImport(odoo, incremental, cursors, suppliers, masterData, tasks);
    }

    @Bean
    OdooImport odooImport(Companies companies, Suppliers suppliers, BillImport bills, Ids ids) {
        return new OdooImport(companies, suppliers, bills, ids);
    }

    @Bean
    ErpTasks erpTasks(JdbcClient jdbc, ErpBook book, TransactionTemplate transaction, Clock clock) {
        return new ErpTasks(jdbc, book, transaction, clock);
    }

    @Bean
    ErpEntries erpEntries(JdbcClient jdbc, ErpBook book, OdooSettings settings, Clock clock) {
        return new ErpEntries(jdbc, book, settings, clock);
    }

    @Bean
    Bookings bankBookings(Conversation odoo, OdooSettings settings, ErpTold told) {
        return new Bookings(odoo, new BankLines(odoo, new Accounts(odoo, settings)), told);
    }

    @Bean
    ErpLedger erpLedger(Conversation odoo) {
        return new ErpLedger(odoo);
    }

    @Bean
    Follow follow(ErpTasks tasks, ErpLedger ledger, Bookings bookings, BillImport bills, MasterData masterData) {
        return new Follow(tasks, ledger, bookings, bills, masterData);
    }

    @Bean
    ErpTroubles erpTroubles(
            ErpTasks tasks, Cases cases, OdooSettings settings, Clock clock, Ids ids, RandomGenerator chance) {
        return new ErpTroubles(tasks, cases, settings, clock, ids, chance);
    }

    @Bean
    WriteBack writeBack(
            EventLog log,
            Policies policies,
            ErpTasks tasks,
            ErpEntries entries,
            ErpTold told,
            ErpLedger ledger,
            Follow follow,
            ErpTroubles troubles,
            OdooSettings settings,
            Clock clock) {
        WriteBack.Queue queue = new WriteBack.Queue(tasks, entries, told);
        return new WriteBack(log, policies, queue, ledger, follow, troubles, settings, clock);
    }

    @Bean
    OdooSync odooSync(
            OdooImport imports,
            WriteBack writeBack,
            Cursors cursors,
            Policies policies,
            Cases cases,
            Clock clock,
            Ids ids) {
        return new OdooSync(imports, writeBack, cursors, policies, cases, clock, ids);
    }

    @Bean
    RecurringTask<Void> odooImportTimer(OdooSync sync, OdooSettings settings) {
        return Tasks.recurring(IMPORT, FixedDelay.of(settings.pollEvery())).execute((instance, context) -> sync.read());
    }

    @Bean
    RecurringTask<Void> odooWriteBackTimer(OdooSync sync) {
        return Tasks.recurring("odoo.write-back", FixedDelay.of(WRITE_BACK_EVERY))
                .execute((instance, context) -> sync.write());
    }

    @Bean
    RecurringTask<Void> odooKeyTimer(Conversation odoo, Cases cases, Clock clock, Ids ids) {
        OdooKeys keys = new OdooKeys(odoo, cases, clock, ids);
        return Tasks.recurring("odoo.keys", FixedDelay.of(KEYS_EVERY)).execute((instance, context) -> keys.watch());
    }

    /** The secret is in the address; there is no session, and nothing a page could be made to send. */
    @Bean
    @Order(0)
    @ConditionalOnProperty("countersign.odoo.hook-token")
    SecurityFilterChain odooHookSecurity(HttpSecurity http) {
        return http.securityMatcher("/hooks/odoo/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .build();
    }
}
