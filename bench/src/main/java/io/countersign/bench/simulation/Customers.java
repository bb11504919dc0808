package io.countersign.bench.simulation;

import io.countersign.bench.Api;
import io.countersign.bench.HttpLine;
import io.countersign.model.Money;
import io.countersign.payments.NewPayment;
import io.countersign.sandbox.bank.BankSimulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Programs and people at the API of a server that dies under their hands: who gets no answer asks again. */
final class Customers {

    static final String ENTITY = "SIM-DE";
    static final String ACCOUNT = "DE89370400440532013000";
    static final String BANK = "killed-bank";
    static final String SECOND_TREASURER = "greta";

    private static final Set<String> ENDS = Set.of("RECONCILED", "REJECTED", "CANCELLED", "EXPIRED", "REVERSED");

    private final Api api;
    private final BankSimulator bank;
    private final Random random;
    private final Violations violations;
    private final int wanted;
    private final List<Intent> intents = new ArrayList<>();
    private final Set<String> refusals = new LinkedHashSet<>();
    private int unanswered;
    private int allowed;

    Customers(Api api, BankSimulator bank, Random random, Violations violations, int wanted) {
        this.api = api;
        this.bank = bank;
        this.random = random;
        this.violations = violations;
        this.wanted = wanted;
    }

    List<Intent> intents() {
        return intents;
    }

    /** They go on until they have wished for so many payments, so that something is left to be done in each life. */
    void allow(int payments) {
        allowed = Math.min(payments, wanted);
    }

    /** How often the server died before it answered. */
    int unanswered() {
        return unanswered;
    }

    /** What the server refused, once each; people see something that is no longer so. */
    Set<String> refusals() {
        return refusals;
    }

    void act() {
        try {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> ask();
                case 4, 5 -> move("jana", "VALIDATED", "submit");
                case 6, 7 -> move(random.nextBoolean() ? "miriam" : "pavel", "AWAITING_APPROVAL", "approve");
                case 8 -> move("henrik", "APPROVED", "release");
                case 9, 10 -> payBills();
                default -> override();
            }
        } catch (Api.Refused refused) {
            refusals.add(String.valueOf(refused.getMessage()));
        } catch (IOException dead) {
            unanswered++;
        }
    }

    /** Whether everything was asked for and every payment has ended. */
    boolean allEnded() {
        try {
            if (intents.size() < wanted || intents.stream().anyMatch(Intent::isOpen)) {
                return false;
            }
            for (JsonNode payment : api.get("aldo", "/v1/payments?limit=200").path("items")) {
                if (!ENDS.contains(payment.path("state").asString())) {
                    return false;
                }
            }
            return true;
        } catch (IOException dead) {
            return false;
        }
    }

    private void ask() throws IOException {
        List<Intent> open = intents.stream().filter(Intent::isOpen).toList();
        if (intents.size() >= allowed && open.isEmpty()) {
            return;
        }
        Intent intent = open.isEmpty() ? wish() : open.get(random.nextInt(open.size()));
        String token = api.programToken("payroll");
        try (HttpLine line = new HttpLine(api.url())) {
            HttpLine.Answer answer = line.send(
                    "POST",
                    "/v1/payments",
                    "Content-Type: application/json\r\nAuthorization: Bearer %s\r\nIdempotency-Key: %s\r\n"
                            .formatted(token, intent),
                    json(intent.wishes().getFirst()).getBytes(StandardCharsets.UTF_8));
            String id = api.read(answer).path("id").asString();
            intent.answered(UUID.fromString(id), violations);
        }
    }

    /** The clerk makes a run of some bills that are open; whether the answer comes or not, the next look tells. */
    private void payBills() throws IOException {
        List<String> open = new ArrayList<>();
        for (JsonNode invoice :
                api.get("jana", "/v1/invoices?limit=" + (1 + random.nextInt(3))).path("items")) {
            if (new BigDecimal(invoice.path("open").asString()).signum() > 0) {
                open.add("\"" + invoice.path("id").asString() + "\"");
            }
        }
        if (!open.isEmpty()) {
            String body = "{\"name\":\"Bills\",\"requestedOn\":\"%s\",\"invoices\":[%s]}"
                    .formatted(LocalDate.now(ZoneOffset.UTC).plusDays(1), String.join(",", open));
            api.post("jana", "/v1/payment-runs", body);
        }
    }

    private Intent wish() {
        String label = "Wish " + intents.size();
        NewPayment payment = new NewPayment(
                ENTITY,
                null,
                "PAYROLL",
                Money.of("%d.50".formatted(100 + random.nextInt(900)), "EUR"),
                LocalDate.now(ZoneOffset.UTC).plusDays(1),
                "Employee " + intents.size(),
                "DE75512108001245126199",
                null,
                "DE",
                label,
                null,
                null,
                "SAL-" + intents.size(),
                null,
                List.of());
        Intent intent = new Intent("K-" + intents.size(), List.of(new Intent.Wish(label, payment)), false);
        intents.add(intent);
        return intent;
    }

    private static String json(Intent.Wish wish) {
        NewPayment p = wish.payment();
        return """
                {"legalEntity":"%s","kind":"%s","amount":"%s","currency":"EUR","requestedOn":"%s","creditorName":"%s",\
                "creditorNumber":"%s","creditorCountry":"DE","remittance":"%s","invoiceReference":"%s"}""".formatted(
                        p.legalEntity(),
                        p.kind(),
                        p.amount().amount().toPlainString(),
                        p.requestedOn(),
                        p.creditorName(),
                        p.creditorNumber(),
                        p.remittance(),
                        p.invoiceReference());
    }

    private void move(String person, String state, String act) throws IOException {
        for (JsonNode payment : waiting(state)) {
            String at = "/v1/payments/" + payment.path("id").asString();
            if (act.equals("submit")) {
                api.post(person, at + "/submit", "{}");
            } else {
                api.sign(person, at, act);
            }
        }
    }

    /** The treasurers look at the bank's own list of what it received, and say so one after the other. */
    private void override() throws IOException {
        for (JsonNode payment : waiting("UNKNOWN")) {
            String at = "/v1/payments/" + payment.path("id").asString();
            String name = api.get("aldo", at).path("file").path("name").asString();
            boolean there = Files.exists(bank.home(BANK).resolve("archive").resolve(name))
                    || Files.exists(bank.home(BANK).resolve("upload").resolve(name));
            String body = "{\"outcome\":\"%s\",\"why\":\"asked the bank\"}".formatted(there ? "SENT" : "RESEND");
            api.post(random.nextBoolean() ? "henrik" : SECOND_TREASURER, at + "/override", body);
        }
    }

    /** Those who can be acted on now, at most a few. */
    private List<JsonNode> waiting(String state) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode payment :
                api.get("aldo", "/v1/payments?limit=5&state=" + state).path("items")) {
            found.add(payment);
        }
        return found;
    }
}
