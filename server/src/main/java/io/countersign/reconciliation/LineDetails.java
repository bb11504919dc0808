package io.countersign.reconciliation;

import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Charge;
import io.countersign.reconciliation.StatementPart.Detail;
import io.countersign.reconciliation.StatementPart.Entry;
import io.countersign.reconciliation.StatementPart.Exchange;
import io.countersign.reconciliation.StatementPart.Structured;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The columns of a line that matching does not look at: they are carried from the bank's file to the line as they are. */
final class LineDetails {

    static final String COLUMNS = """
            source_line, entry_reference, proprietary_code, batch_count, payment_information_id, transaction_id, uetr,
            mandate_id, cheque_number, agent, ultimate, purpose, information, charges_currency, instructed_amount,
            instructed_currency, counter_amount, counter_currency, exchange_rate, more""";

    static final String DEFINITIONS = """
            source_line int, entry_reference text, proprietary_code text, batch_count int, payment_information_id text,
            transaction_id text, uetr text, mandate_id text, cheque_number text, agent text, ultimate text, purpose text,
            information text, charges_currency text, instructed_amount numeric, instructed_currency text,
            counter_amount numeric, counter_currency text, exchange_rate numeric, more jsonb""";

    private static final JsonMapper JSON = JsonMapper.shared();

    private LineDetails() {}

    /** In the order of {@link #COLUMNS}. A {@code detail} that stands for a part hides what only its entry says. */
    static List<@Nullable Object> values(
            Entry entry, @Nullable Detail detail, boolean part, @Nullable String information) {
        List<@Nullable Object> values = new ArrayList<>(20);
        values.add(part && detail != null ? detail.sourceLine() : entry.sourceLine());
        values.add(entry.reference());
        BankCode code = code(entry, detail);
        values.add(code == null ? null : code.proprietary());
        values.add(part || entry.batch() == null ? null : entry.batch().count());
        references(values, detail);
        values.add(joined(detail == null ? null : detail.information(), information));
        List<Charge> charges = charges(entry, detail, part);
        values.add(charges.isEmpty() ? null : charges.get(0).currency());
        exchange(
                values,
                detail == null || detail.exchange() == null ? (part ? null : entry.exchange()) : detail.exchange());
        values.add(more(charges, detail));
        return values;
    }

    static @Nullable BankCode code(Entry entry, @Nullable Detail detail) {
        return detail == null || detail.code() == null ? entry.code() : detail.code();
    }

    /** What was taken, less what was given back; null where nothing is told, or it is told in several currencies. */
    static @Nullable BigDecimal taken(Entry entry, @Nullable Detail detail, boolean part) {
        List<Charge> charges = charges(entry, detail, part);
        if (charges.stream().map(Charge::currency).distinct().count() != 1) {
            return null;
        }
        return charges.stream()
                .map(c -> c.credit() ? c.amount().negate() : c.amount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Banks that tell the charges of an entry and of its only transaction tell the same ones twice. */
    private static List<Charge> charges(Entry entry, @Nullable Detail detail, boolean part) {
        boolean own = part || (detail != null && !detail.charges().isEmpty());
        return own && detail != null ? detail.charges() : entry.charges();
    }

    private static void references(List<@Nullable Object> values, @Nullable Detail detail) {
        if (detail == null) {
            for (int n = 0; n < 8; n++) {
                values.add(null);
            }
            return;
        }
        values.add(detail.references().paymentInformationId());
        values.add(detail.references().transactionId());
        values.add(detail.references().uetr());
        values.add(detail.references().mandateId());
        values.add(detail.references().chequeNumber());
        values.add(detail.counterparty().agent());
        values.add(detail.counterparty().ultimate());
        values.add(detail.purpose());
    }

    private static void exchange(List<@Nullable Object> values, @Nullable Exchange exchange) {
        values.add(exchange == null ? null : exchange.instructed());
        values.add(exchange == null ? null : exchange.instructedCurrency());
        values.add(exchange == null ? null : exchange.counter());
        values.add(exchange == null ? null : exchange.counterCurrency());
        values.add(exchange == null ? null : exchange.rate());
    }

    private static @Nullable String joined(@Nullable String first, @Nullable String second) {
        if (first == null || first.equals(second)) {
            return second;
        }
        return Stream.of(first, second).filter(Objects::nonNull).collect(Collectors.joining("\n"));
    }

    private static @Nullable String more(List<Charge> charges, @Nullable Detail detail) {
        Map<String, Object> more = new LinkedHashMap<>();
        if (!charges.isEmpty()) {
            more.put("charges", charges);
        }
        if (detail != null) {
            if (!detail.structured().isEmpty() && !plain(detail.structured())) {
                more.put("structured", detail.structured());
            }
            if (!detail.references().others().isEmpty()) {
                more.put("references", detail.references().others());
            }
            if (detail.references().clearingReference() != null) {
                more.put("clearing_reference", detail.references().clearingReference());
            }
            if (detail.returned() != null && detail.returned().original() != null) {
                more.put("original_code", detail.returned().original());
            }
        }
        return more.isEmpty() ? null : JSON.writeValueAsString(more);
    }

    /** One reference and nothing else stands in its own column. */
    private static boolean plain(List<Structured> structured) {
        Structured first = structured.get(0);
        return structured.size() == 1
                && first.type() == null
                && first.documents().isEmpty()
                && first.amount() == null
                && first.texts().isEmpty();
    }
}
