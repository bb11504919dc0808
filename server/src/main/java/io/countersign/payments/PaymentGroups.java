package io.countersign.payments;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which documents one payment pays: those of one legal entity, creditor account and currency, credit notes netted. Two
 * documents that look like the same one get payments of their own, so that the duplicate guard can hold one of them. So
 * does a bill that is paid in part: a payment of several bills would not say, in the ERP and to the creditor, which of
 * them stays open.
 */
public final class PaymentGroups {

    private PaymentGroups() {}

    /**
     * A document to pay.
     *
     * @param look what the duplicate guard compares
     * @param part whether it is paid less than is open of it
     * @param amount what is paid of it, or taken off by it
     */
    public record Document(
            UUID id,
            String legalEntity,
            String account,
            String currency,
            String look,
            boolean creditNote,
            boolean part,
            BigDecimal amount) {

        BigDecimal signed() {
            return creditNote ? amount.negate() : amount;
        }
    }

    /** One payment to be; {@code lookAlike} says that it holds documents that look like those of another one. */
    public record Group(List<Document> documents, boolean lookAlike) {

        /** What is to pay; not above zero where credit notes use up the bills. */
        public BigDecimal amount() {
            return documents.stream().map(Document::signed).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    private record Key(
            String legalEntity,
            String account,
            String currency,
            int repeat,
            @Nullable UUID part) {

        boolean sameCreditor(Key other) {
            return legalEntity.equals(other.legalEntity)
                    && account.equals(other.account)
                    && currency.equals(other.currency);
        }
    }

    public static List<Group> of(List<Document> documents) {
        Map<Key, List<Document>> groups = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        List<Document> billsFirst = documents.stream()
                .sorted(Comparator.comparing(Document::creditNote))
                .toList();
        for (Document document : billsFirst) {
            int repeat = document.part() ? 0 : seen.merge(document.look(), 1, Integer::sum) - 1;
            Key own = key(document, repeat);
            Key key = document.creditNote() ? withBills(own, groups) : own;
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(document);
        }
        return groups.entrySet().stream()
                .map(group ->
                        new Group(List.copyOf(group.getValue()), group.getKey().repeat() > 0))
                .toList();
    }

    private static Key key(Document document, int repeat) {
        return new Key(
                document.legalEntity(),
                document.account(),
                document.currency(),
                repeat,
                document.part() ? document.id() : null);
    }

    /** A credit note is netted with the bills that are paid whole; where there are none, with the largest part. */
    private static Key withBills(Key own, Map<Key, List<Document>> groups) {
        if (groups.containsKey(own) || own.repeat() > 0) {
            return own;
        }
        return groups.entrySet().stream()
                .filter(group -> group.getKey().part() != null && group.getKey().sameCreditor(own))
                .max(Comparator.comparing(group -> group.getValue().getFirst().amount()))
                .map(Map.Entry::getKey)
                .orElse(own);
    }
}
