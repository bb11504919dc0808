package io.countersign.payments;

import io.countersign.model.Fault;
import io.countersign.payments.ports.BankRail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Reads instructions, asks the bank's profile about each, and keeps the hash over what was approved, in file order. */
final class Approvals {
    final Hashing hashing = new Hashing();
    final List<String> damaged = new ArrayList<>();
    final List<Holds.Placed> refused = new ArrayList<>();
    private final Function<BankRail.Instruction, List<Fault>> bank;

    Approvals(Function<BankRail.Instruction, List<Fault>> bank) {
        this.bank = bank;
    }

    BankRail.Instruction read(ResultSet row) throws SQLException {
        hashing.update(row.getBytes("content_hash"));
        if (row.getBoolean("damaged")) {
            damaged.add(row.getString("reference") + " is not what was approved");
        }
        BankRail.Instruction instruction = new BankRail.Instruction(
                row.getString("reference"),
                row.getString("end_to_end_id"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getString("creditor_name"),
                row.getString("creditor_number"),
                row.getString("creditor_bic"),
                row.getString("creditor_country"),
                row.getString("creditor_address"),
                row.getString("remittance"),
                row.getString("structured_ref"),
                row.getString("purpose"));
        List<Fault> faults = bank.apply(instruction);
        if (!faults.isEmpty()) {
            refused.add(new Holds.Placed(row.getObject("id", UUID.class), "BANK_REFUSES", Validation.told(faults)));
        }
        return instruction;
    }
}
