package io.countersign.connectors.odoo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Divides one item of an entry, in Odoo's commands for lines: the first share stays on the item, the others are new. */
final class Shares {

    private static final int UPDATE = 1;
    private static final int CREATE = 0;
    private static final int CENTS = 2;

    /** @param amount in the currency of the entry, positive for a debit */
    record Share(int account, BigDecimal amount) {}

    private Shares() {}

    /**
     * In the books, the shares have the rate of the item; the last one takes what rounding leaves.
     *
     * @param label of the new items
     */
    static List<Object> commands(Rec item, int partner, String label, List<Share> shares) {
        BigDecimal total = item.decimal("amount_currency");
        BigDecimal inBooks = item.decimal("balance");
        boolean sameCurrency = total.compareTo(inBooks) == 0;
        BigDecimal left = inBooks;
        List<Object> commands = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            BigDecimal balance = sameCurrency
                    ? share.amount()
                    : i == shares.size() - 1
                            ? left
                            : share.amount()
                                    .multiply(inBooks)
                                    .divide(total, MathContext.DECIMAL64)
                                    .setScale(CENTS, RoundingMode.HALF_EVEN);
            left = left.subtract(balance);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("account_id", share.account());
            values.put("amount_currency", share.amount());
            values.put("balance", balance);
            if (i > 0) {
                values.put("name", label);
                values.put("currency_id", item.ref("currency_id"));
                if (partner != 0) {
                    values.put("partner_id", partner);
                }
            }
            commands.add(i == 0 ? List.of(UPDATE, item.id(), values) : List.of(CREATE, 0, values));
        }
        return commands;
    }
}
