package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first reading of a file: is all of it readable, what is it, whose is it. Only a file that was read to its end is
 * applied, so that half a file can never book anything.
 *
 * @param accounts the accounts of its statements
 * @param replies statuses a pain.002 names
 */
record Survey(
        BankMessage.Kind kind,
        @Nullable String messageId,
        @Nullable String originalMessageId,
        Set<String> accounts,
        int replies,
        List<String> warnings) {

    /** @throws Unreadable with the reason and the place */
    static Survey of(InputStream content) {
        BankMessage message = BankMessage.open(content);
        return switch (message.kind()) {
            case PAYMENT_STATUS -> statuses(message);
            case REPORT, STATEMENT, NOTIFICATION -> statements(message);
        };
    }

    private static Survey statuses(BankMessage message) {
        StatusReportReader reader = new StatusReportReader(message);
        int replies = 0;
        while (reader.hasNext()) {
            reader.next();
            replies++;
        }
        if (replies == 0) {
            throw Unreadable.file("the payment status report names no status");
        }
        return new Survey(
                message.kind(),
                reader.messageId(),
                reader.originalMessageId(),
                Set.of(),
                replies,
                message.xml().warnings());
    }

    private static Survey statements(BankMessage message) {
        Set<String> accounts = new LinkedHashSet<>();
        String messageId = StatementReader.read(message, part -> {
            if (part instanceof StatementPart.Opened opened && accounts.size() < 1_000) {
                accounts.add(opened.account());
            }
        });
        return new Survey(
                message.kind(), messageId, null, accounts, 0, message.xml().warnings());
    }
}
