package io.countersign.bench.measure;

import io.countersign.bench.Api;
import io.countersign.bench.HttpLine;
import io.countersign.platform.DatabaseAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * (a) Single payments through the API at 32 clients, against one-statement transactions over 32 connections that write the
 * same rows: idempotency key, payment, event, audit entry.
 */
final class SinglePayments {

    private static final int CLIENTS = 32;
    private static final int ROUNDS = 3;

    /** The rows as the product writes them, with every value given: nothing is looked up, nothing is checked. */
    private static final String ROWS = """
            with payment as (
                insert into raw.payment (
                    id, reference, legal_entity, kind, state, debtor_account, debtor_number, creditor_party,
                    creditor_name, creditor_number, creditor_country, amount, currency, requested_on, end_to_end_id,
                    remittance, business_key, initiated_by, initiated_name, correlation_id, created_at, state_since)
                select cast(? as uuid), ?, 'BENCH', 'SUPPLIER', 'RECEIVED', a.id, a.number,
                       '00000000-0000-7000-8000-000000000001', 'Brennhof Logistik GmbH', 'DE75512108001245126199', 'DE',
                       cast(? as numeric), 'EUR', current_date, ?, 'Invoice of last month', ?, 'payroll', 'Payroll',
                       ?, now(), now()
                from payments.own_account a where a.number = 'DE89370400440532013000'),
            key as (
                insert into raw.idempotency_key (caller, key, fingerprint, answer, created_at)
                values ('payroll', ?, ?, cast(? as jsonb), now())),
            event as (
                insert into raw.event (at, type, subject, sequence, legal_entity, correlation_id, actor, data)
                values (now(), 'payment.received', ?, 1, 'BENCH', ?, 'payroll', cast(? as jsonb)))
            insert into raw.audit_entry (at, actor_kind, actor_id, actor_name, origin, act, subject, sequence,
                                         correlation_id, detail)
            values (now(), 'SERVICE', 'payroll', 'Payroll', '127.0.0.1', 'payment.received', ?, 1, ?, cast(? as jsonb))
            """;

    private final Api api;
    private final DatabaseAccess access;
    private final RawTables raw;
    private final AtomicLong numbers = new AtomicLong();

    SinglePayments(Api api, DatabaseAccess access, RawTables raw) {
        this.api = api;
        this.access = access;
        this.raw = raw;
    }

    void run(int payments, Report report) throws IOException {
        String token = api.programToken("payroll");
        int each = Math.max(CLIENTS, payments / ROUNDS);
        // The server runs at its speed only once its code is compiled.
        byProduct(payments, token);
        byDatabase(Math.min(2_000, each));
        List<Report.Round> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            raw.empty();
            double bare = byDatabase(each);
            rounds.add(new Report.Round(byProduct(each, token), bare));
        }
        report.result("(a) single payments through the API, %d clients".formatted(CLIENTS), "payments/s", rounds, 0.5);
    }

    private interface Client {
        void work(int times) throws IOException, SQLException;
    }

    private double byProduct(int payments, String token) {
        return rate(payments, times -> {
            try (HttpLine line = new HttpLine(api.url())) {
                for (int i = 0; i < times; i++) {
                    long number = numbers.incrementAndGet();
                    String headers =
                            "Content-Type: application/json\r\nAuthorization: Bearer %s\r\nIdempotency-Key: bench-%d\r\n"
                                    .formatted(token, number);
                    HttpLine.Answer answer = line.send(
                            "POST",
                            "/v1/payments",
                            headers,
                            Scene.instruction(number).getBytes(StandardCharsets.UTF_8));
                    if (answer.status() != 201) {
                        throw new IOException("The API answers " + answer.status() + ": " + answer.body());
                    }
                }
            }
        });
    }

    private double byDatabase(int payments) {
        return rate(payments, times -> {
            try (Connection connection = access.connectAsOwner();
                    PreparedStatement insert = connection.prepareStatement(ROWS)) {
                for (int i = 0; i < times; i++) {
                    bind(insert, numbers.incrementAndGet());
                    insert.executeUpdate();
                }
            }
        });
    }

    private static void bind(PreparedStatement insert, long number) throws SQLException {
        String id = new UUID(System.currentTimeMillis() << 16 | 0x7000, number | Long.MIN_VALUE).toString();
        String reference = "RAW-%06d".formatted(number);
        String amount = "%d.%02d".formatted(100 + number % 900, number % 100);
        String answer = "{\"id\":\"%s\",\"reference\":\"%s\"}".formatted(id, reference);
        String data =
                "{\"payment\":\"%s\",\"run\":null,\"state\":\"RECEIVED\",\"amount\":\"%s\",\"currency\":\"EUR\",\"creditorAccount\":\"DE75…6199\"}"
                        .formatted(reference, amount);
        byte[] hash = Arrays.copyOf((id + id).getBytes(StandardCharsets.US_ASCII), 32);
        String correlation = "c-" + id;
        Object[] values = {
            id,
            reference,
            amount,
            reference + "-ABCDEF",
            hash,
            correlation,
            reference,
            hash,
            answer,
            id,
            correlation,
            data,
            id,
            correlation,
            data
        };
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
    }

    private static double rate(int payments, Client client) {
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(threads.submit(() -> {
                    client.work(payments / CLIENTS);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        return payments / CLIENTS * CLIENTS / ((System.nanoTime() - began) / 1e9);
    }
}
