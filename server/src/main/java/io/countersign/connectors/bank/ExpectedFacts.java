package io.countersign.connectors.bank;

import io.countersign.connectors.bank.StatementTally.One;
import io.countersign.payments.BankReplies.Level;
import io.countersign.payments.BankReplies.Reply;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The facts of one file, computed by somebody else's program from the same bytes, and what of them was read otherwise. A
 * fact that is missing asks nothing.
 */
record ExpectedFacts(JsonNode file) {

    private static final String ACH_CODES = "return_or_noc_codes";

    /**
     * Whether a file has to be read: its facts hold statements, statuses or answers, and it is not invalid by the schema
     * of its message. What is invalid may be refused with a reason, but is read where its meaning is certain.
     */
    boolean mustRead() {
        boolean statuses = facts().has("GrpSts") || facts().has("pmtinf");
        boolean some = (statements().isArray() && !statements().isEmpty())
                || (isStatusReport() && statuses)
                || isAnswer()
                || file.has(ACH_CODES);
        return some && !file.path("xsd").asString("").equals("INVALID") && namesAccountsAndDays();
    }

    /** The facts of text formats quote what a file says: a statement without an account, or of no day, may be refused. */
    private boolean namesAccountsAndDays() {
        for (JsonNode statement : file.path("statements")) {
            if (!statement.has("acct") || !isDay(statement.path("open_dt")) || !isDay(statement.path("close_dt"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDay(JsonNode day) {
        try {
            return !day.isString()
                    || LocalDate.parse("20" + day.asString(), DateTimeFormatter.BASIC_ISO_DATE)
                                    .getYear()
                            > 0;
        } catch (DateTimeParseException noSuchDay) {
            return false;
        }
    }

    private boolean isStatusReport() {
        String message = facts().path("msg").asString("");
        return message.equals("CstmrPmtStsRpt") || message.startsWith("pain.002");
    }

    private boolean isAnswer() {
        String message = facts().path("msg").asString("");
        return message.equals("RsltnOfInvstgtn") || message.equals("PmtRtr") || message.startsWith("pacs.004");
    }

    private JsonNode facts() {
        return file.path("facts");
    }

    private JsonNode statements() {
        JsonNode xml = facts().path("statements");
        return xml.isArray() ? xml : file.path("statements");
    }

    /** What was read otherwise, in words; empty if everything agrees. */
    List<String> differences(Examination found) {
        Differences differences = new Differences();
        switch (found) {
            case Examination.Statements statements -> {
                differences.text("message id", facts(), "MsgId", statements.messageId());
                compare(statements.tally().statements(), differences);
                differences.require(
                        !facts().has("statements") || statements.tally().linesAreKnown(),
                        "a part does not know its line");
            }
            case Examination.Statuses statuses -> compare(statuses, differences);
            case Examination.Answers answers -> compare(answers, differences);
            case Examination.Entries entries -> compare(entries, differences);
            case Examination.Refused refused -> {}
        }
        return differences.found;
    }

    /** Of an entry that was returned or is to be changed: its code; and what all entries come to. */
    private void compare(Examination.Entries found, Differences differences) {
        Map<String, Integer> expected = new TreeMap<>();
        file.path(ACH_CODES)
                .properties()
                .forEach(code -> expected.put(code.getKey(), code.getValue().asInt()));
        Map<String, Integer> codes = new TreeMap<>();
        found.notices().stream()
                .flatMap(notice -> Optional.ofNullable(notice.code()).stream())
                .forEach(code -> codes.merge(code, 1, Integer::sum));
        differences.require(codes.equals(expected), "%s expected, %s read".formatted(expected, codes));
        long cents = found.notices().stream()
                .map(AchNotice::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .movePointRight(2)
                .longValueExact();
        long said = file.path("entries_debit_cents").asLong()
                + file.path("entries_credit_cents").asLong();
        differences.require(cents == said, "%d cents expected, %d read".formatted(said, cents));
    }

    private void compare(List<One> found, Differences differences) {
        if (!statements().isArray()) {
            return;
        }
        if (found.size() != statements().size()) {
            differences.found.add(
                    "%d statements expected, %d read".formatted(statements().size(), found.size()));
            return;
        }
        for (int n = 0; n < found.size(); n++) {
            Differences of = new Differences();
            JsonNode expected = statements().get(n);
            if (facts().has("statements")) {
                compareXml(expected, found.get(n), of);
            } else {
                compareText(expected, found.get(n), of);
            }
            String which = "statement %d: ".formatted(n + 1);
            of.found.forEach(d -> differences.found.add(which + d));
        }
    }

    /** The facts' sums count everything that is not pending, what is only announced for information too. */
    private static void compareXml(JsonNode expected, One found, Differences d) {
        d.text("identification", expected, "id", found.opened.bankId());
        d.text("account", expected, expected.has("iban") ? "iban" : "othr", found.opened.account());
        d.text("currency", expected, "ccy", found.opened.currency());
        d.text("owner", expected, "owner", found.opened.about().owner());
        d.count("entries", expected, "entries", found.entries);
        d.count(
                "transactions",
                expected,
                "txdtls",
                expected.path("txdtls").asInt() == 0 && isFirstVersion(found) ? 0 : found.transactions);
        d.amount(
                "net",
                expected,
                "net_booked",
                sum(found, "BOOK").add(sum(found, "INFO")).add(sum(found, "FUTR")));
        if (!found.statuses.containsKey("INFO") && !found.statuses.containsKey("FUTR")) {
            d.amount("credits", expected, "credits", found.credits);
            d.amount("debits", expected, "debits", found.debits);
        }
        d.amount("net pending", expected, "net_pending", sum(found, "PDNG"));
        d.map("statuses", expected.path("status"), withoutStatus(expected, found.statuses));
        d.map("return reasons", expected.path("return_reasons"), coded(expected, found.returns));
        d.count("reversals", expected, "reversals", found.reversals);
        d.count("entries of several transactions", expected, "entries_multi_txdtls", found.severalTransactions);
        int longest = expected.path("max_ustrd").asInt(0);
        d.require(
                longest == found.longestText || longest == found.longestText + 1, // the facts keep a space at the end
                "a longest text of %d expected, %d read".formatted(longest, found.longestText));
        d.list("currencies", expected.path("ccys"), List.copyOf(found.currencies));
        d.list(
                "announced batches",
                expected.path("batch_declared"),
                isFirstVersion(found)
                        ? List.of()
                        : found.batches.stream().map(String::valueOf).toList());
        d.require(!expected.has("fx") || found.exchanges > 0, "an exchange is expected, none was read");
        d.list(
                "balances",
                texts(expected.path("balances")),
                found.balances.stream().map(ExpectedFacts::text).toList());
        boolean plain =
                List.of("OPBD", "PRCD").contains(expected.path("open_tp").asString(""))
                        && expected.path("close_tp").asString("").equals("CLBD");
        if (plain) {
            d.amount(
                    "opening",
                    expected,
                    "opening",
                    found.opening().map(Balance::signed).orElse(null));
            d.amount(
                    "closing",
                    expected,
                    "closing",
                    found.closing().map(Balance::signed).orElse(null));
        }
        balanceCheck(expected, found, d);
    }

    /** Readers of other formats: the account, the balances and the sum. */
    private static void compareText(JsonNode expected, One found, Differences d) {
        d.amount(
                "opening",
                expected,
                expected.has("open") ? "open" : "old",
                found.opening().map(Balance::signed).orElse(null));
        d.amount(
                "closing",
                expected,
                expected.has("close") ? "close" : "new",
                found.closing().map(Balance::signed).orElse(null));
        if (expected.has("n")) {
            d.count("entries", expected, "n", found.entries);
        } else if (expected.has("ops")) {
            d.count("entries", expected, "ops", found.entries);
        }
        boolean understood = expected.path("bad61").asInt(0) == 0; // else the facts could not read an entry themselves
        if (!expected.has("mov_globalised_detail") && understood) {
            d.amount("net", expected, "net", found.net());
        }
    }

    private static boolean isFirstVersion(One found) {
        return found.opened.about().format().endsWith(".001.01");
    }

    private static void balanceCheck(JsonNode expected, One found, Differences d) {
        String check = expected.path("balance_check").asString("");
        BigDecimal difference = found.difference();
        if (check.equals("ok")) {
            boolean booked = !found.statuses.containsKey("INFO") && !found.statuses.containsKey("FUTR");
            boolean plain =
                    List.of("OPBD", "PRCD").contains(expected.path("open_tp").asString(""));
            d.require(
                    !booked || !plain || (difference != null && difference.signum() == 0),
                    "the balances should close and do not");
        } else if (check.startsWith("MISMATCH") && difference != null) {
            d.require(
                    difference.signum() != 0 || found.statuses.containsKey("INFO") || check.contains("NaN"),
                    "a difference between the balances is expected and was not seen");
        }
    }

    /** The facts know only the reasons that have a code. */
    private static Map<String, Integer> coded(JsonNode expected, Map<String, Integer> found) {
        Map<String, Integer> coded = new TreeMap<>(found);
        if (!expected.path("return_reasons").has("NARR")) {
            coded.remove("NARR");
        }
        return coded;
    }

    private static BigDecimal sum(One found, String status) {
        return found.nets.getOrDefault(status, BigDecimal.ZERO);
    }

    /** An entry without a status is taken as booked, with a warning; the facts call it {@code none}. */
    private static Map<String, Integer> withoutStatus(JsonNode expected, Map<String, Integer> found) {
        if (!expected.path("status").has("none")) {
            return found;
        }
        Map<String, Integer> named = new TreeMap<>(found);
        Integer booked = named.remove("BOOK");
        if (booked != null) {
            named.put("none", booked);
        }
        return named;
    }

    private static List<String> texts(JsonNode balances) {
        List<String> texts = new ArrayList<>();
        balances.forEach(b -> texts.add("%s %s %s %s"
                .formatted(
                        b.path("tp").asString("").replace("prtry:", ""),
                        plain(b.path("amt").asString("")),
                        b.path("ccy").asString(""),
                        b.path("dt").asString("").length() < 10
                                ? "-"
                                : b.path("dt").asString("").substring(0, 10))));
        return texts;
    }

    private static String text(Balance balance) {
        return "%s %s %s %s"
                .formatted(
                        balance.subType() == null ? balance.type() : balance.type() + "/" + balance.subType(),
                        plain(balance.signed().toPlainString()),
                        balance.currency(),
                        Objects.requireNonNullElse(balance.on(), "-"));
    }

    private static String plain(String amount) {
        return new BigDecimal(amount).stripTrailingZeros().toPlainString();
    }

    private void compare(Examination.Statuses found, Differences d) {
        d.text("message id", facts(), "MsgId", found.messageId());
        d.text("original message id", facts(), "OrgnlMsgId", found.originalMessageId());
        d.list("statuses of the file", one(facts().path("GrpSts")), statuses(found, Level.FILE));
        List<String> batches = new ArrayList<>();
        facts().path("pmtinf").forEach(b -> batches.addAll(one(b.path("sts"))));
        d.list("statuses of batches", batches, statuses(found, Level.BATCH));
        List<String> transactions = new ArrayList<>();
        facts().path("txs").forEach(t -> transactions.add(transaction(t)));
        d.list(
                "transactions",
                transactions,
                found.replies().stream()
                        .filter(r -> r.level() == Level.TRANSACTION)
                        .map(ExpectedFacts::transaction)
                        .toList());
        List<String> reasons = new ArrayList<>();
        facts().path("txs").forEach(t -> t.path("rsn").forEach(r -> reasons.add(r.asString(""))));
        for (String reason : reasons) {
            d.require(
                    found.replies().stream().anyMatch(r -> reason.equals(r.reasonCode())),
                    "the reason %s was not read".formatted(reason));
        }
        for (JsonNode reason : facts().path("grp_reasons")) {
            String code = reason.asString("");
            d.require(
                    code.isEmpty() || found.replies().stream().anyMatch(r -> code.equals(r.reasonCode())),
                    "the reason %s of the file was not read".formatted(code));
        }
    }

    private static String transaction(JsonNode transaction) {
        String id = transaction.path("e2e").asString("-");
        return "%s %s"
                .formatted(
                        id.equals("NOTPROVIDED") ? "-" : id,
                        transaction.path("sts").asString("-"));
    }

    private static String transaction(Reply reply) {
        return "%s %s".formatted(Objects.requireNonNullElse(reply.endToEndId(), "-"), reply.status());
    }

    private static List<String> statuses(Examination.Statuses found, Level level) {
        return found.replies().stream()
                .filter(r -> r.level() == level)
                .map(Reply::status)
                .toList();
    }

    private static List<String> one(JsonNode status) {
        return status.isString() ? List.of(status.asString()) : List.of();
    }

    private void compare(Examination.Answers found, Differences d) {
        d.text("message id", facts(), "MsgId", facts().has("MsgId") ? found.messageId() : null);
        if (facts().has("tx")) {
            d.count("transactions", facts(), "tx", found.answers().size());
        }
        List<String> told = new ArrayList<>();
        for (RecallAnswer answer : found.answers()) {
            RecallAnswer.Reason reason = switch (answer) {
                case RecallAnswer.Agreed a -> a.reason();
                case RecallAnswer.Refused r -> r.reason();
                case RecallAnswer.Pending p -> p.reason();
                case RecallAnswer.Partly p -> p.reason();
                case RecallAnswer.Told t -> t.reason();
                case RecallAnswer.Returned r -> r.reason();
            };
            told.add("rsn:" + reason.code());
        }
        facts().path("codes")
                .propertyNames()
                .forEach(code -> d.require(
                        !code.startsWith("rsn:") || told.contains(code), "the code %s was not read".formatted(code)));
    }

    /** Collects what differs. */
    private static final class Differences {
        private final List<String> found = new ArrayList<>();

        void require(boolean holds, String otherwise) {
            if (!holds) {
                found.add(otherwise);
            }
        }

        void text(String what, JsonNode in, String name, @Nullable String read) {
            if (in.path(name).isString()) {
                String expected = in.path(name).asString().strip();
                require(expected.replace(" ", "").equals(String.valueOf(read).replace(" ", "")), "another " + what);
            }
        }

        void count(String what, JsonNode in, String name, int read) {
            int expected = in.path(name).asInt(0);
            require(expected == read, "%d %s expected, %d read".formatted(expected, what, read));
        }

        void amount(String what, JsonNode in, String name, @Nullable BigDecimal read) {
            if (in.path(name).isString()) {
                BigDecimal expected = new BigDecimal(in.path(name).asString());
                require(
                        read != null && expected.compareTo(read) == 0,
                        "%s %s expected, %s read".formatted(what, expected.toPlainString(), read));
            } else if (name.equals("net_pending")) {
                require(read == null || read.signum() == 0, "pending %s read, none expected".formatted(read));
            }
        }

        void map(String what, JsonNode expected, Map<String, Integer> read) {
            Map<String, Integer> counts = new TreeMap<>();
            expected.propertyNames().forEach(n -> counts.put(n, expected.path(n).asInt()));
            require(counts.equals(read), "%s %s expected, %s read".formatted(what, counts, read));
        }

        void list(String what, JsonNode expected, List<String> read) {
            List<String> texts = new ArrayList<>();
            expected.forEach(e -> texts.add(e.isString() ? e.asString() : e.toString()));
            list(what, texts, read);
        }

        void list(String what, List<String> expected, List<String> read) {
            require(
                    expected.stream()
                            .sorted()
                            .toList()
                            .equals(read.stream().sorted().toList()),
                    "%s %s expected, %s read".formatted(what, expected, read));
        }
    }
}
