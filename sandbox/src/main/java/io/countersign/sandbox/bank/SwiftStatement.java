package io.countersign.sandbox.bank;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an MT940 as German banks do: texts in sub-fields, with the SEPA words inside. */
record SwiftStatement(BankProfile bank, Path directory, String messageId) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd");
    private static final DateTimeFormatter ENTRY = DateTimeFormatter.ofPattern("MMdd");
    private static final int SUB_FIELD = 27;
    private static final int LINE = 65;
    private static final int SUB_FIELDS = 10;

    void write(BankProfile.Account account, Ledger.Period period, LocalDate day) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(":20:" + messageId.substring(messageId.length() - 16));
        lines.add(":25:" + account.number());
        lines.add(":28C:%05d/001".formatted(period.number()));
        lines.add(":60F:" + balance(period.opening(), account.currency(), day));
        for (Booking booking : period.bookings()) {
            lines.add(entry(booking));
            fold(":86:" + text(booking), lines);
        }
        lines.add(":62F:" + balance(period.closing(), account.currency(), day));
        lines.add("-");
        String name = "mt940." + messageId + ".sta";
        Path temporary = directory.resolve("." + name + ".part");
        Files.writeString(temporary, String.join("\r\n", lines) + "\r\n", StandardCharsets.UTF_8);
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String balance(BigDecimal amount, String currency, LocalDate day) {
        return (amount.signum() < 0 ? "D" : "C") + DAY.format(day) + currency + number(amount.abs());
    }

    private static String number(BigDecimal amount) {
        return amount.toPlainString().replace('.', ',');
    }

    private static String entry(Booking booking) {
        String type = isCharge(booking) ? "NCHG" : isReturn(booking) ? "NRTI" : "NTRF";
        return ":61:%s%s%s%s%sNONREF//%s"
                .formatted(
                        DAY.format(booking.bookedOn()),
                        ENTRY.format(booking.bookedOn()),
                        booking.credit() ? "C" : "D",
                        number(booking.amount()),
                        type,
                        booking.bankReference());
    }

    private static boolean isCharge(Booking booking) {
        return booking.code().endsWith("CHRG");
    }

    private static boolean isReturn(Booking booking) {
        return booking.returnCode() != null;
    }

    private static String text(Booking booking) {
        CreditTransfer only =
                booking.transfers().size() == 1 ? booking.transfers().getFirst() : null;
        StringBuilder text = new StringBuilder(business(booking)).append("?00").append(posting(booking));
        StringBuilder words = new StringBuilder();
        if (booking.isBatch()) {
            words.append("KREF+").append(booking.messageId());
        } else if (only != null) {
            words.append("EREF+").append(only.endToEndId());
        }
        pad(words);
        words.append("SVWZ+").append(clean(only == null ? booking.remittance() : only.remittance()));
        int field = 20;
        for (int from = 0; from < words.length() && field < 20 + SUB_FIELDS; from += SUB_FIELD) {
            text.append('?').append(field++).append(words, from, Math.min(words.length(), from + SUB_FIELD));
        }
        String name = only == null ? booking.counterparty() : only.creditorName();
        if (only != null) {
            text.append("?31").append(only.creditorAccount());
        }
        if (name != null) {
            text.append("?32")
                    .append(clean(name), 0, Math.min(SUB_FIELD, clean(name).length()));
        }
        return text.toString();
    }

    /** A word begins a sub-field of its own. */
    private static void pad(StringBuilder words) {
        while (words.length() % SUB_FIELD != 0) {
            words.append(' ');
        }
    }

    private static String business(Booking booking) {
        return isCharge(booking)
                ? "808"
                : isReturn(booking) ? "159" : booking.credit() ? "166" : booking.isBatch() ? "191" : "116";
    }

    private static String posting(Booking booking) {
        return isCharge(booking)
                ? "ENTGELT"
                : isReturn(booking)
                        ? "RUECKUEBERWEISUNG"
                        : booking.isBatch() ? "SEPA-SAMMLER" : booking.credit() ? "GUTSCHRIFT" : "SEPA-UEBERWEISUNG";
    }

    private static String clean(@Nullable String text) {
        return text == null ? "" : text.replace('?', '.');
    }

    /** A line ends before the sub-field that would make it too long, so that no text is broken inside. */
    private static void fold(String text, List<String> lines) {
        StringBuilder line = new StringBuilder();
        for (String part : text.split("(?=\\?\\d\\d)", -1)) {
            if (line.length() + part.length() > LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(part);
        }
        lines.add(line.toString());
    }
}
