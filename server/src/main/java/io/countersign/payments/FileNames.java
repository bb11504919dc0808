package io.countersign.payments;

import io.countersign.payments.ports.BankProfiles;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** What files are called: their message id, and their name at the bank. */
final class FileNames {

    private FileNames() {}

    static String name(BankProfiles.FileForm form, String messageId, String scheme, Instant now, boolean unverified) {
        String day = DateTimeFormatter.BASIC_ISO_DATE.format(
                now.atOffset(ZoneOffset.UTC).toLocalDate());
        return form.namePattern()
                .replace("{messageId}", messageId)
                .replace("{date}", day)
                .replace("{scheme}", scheme)
                .replace("{payees}", unverified ? "UNVERIFIED" : "VERIFIED");
    }

    /** At most 35 characters, unique, and with the day in it for people: {@code CS261124-1B4K0Q9ZXM3TR}. */
    static String messageId(UUID fileId, Instant now) {
        String day = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(now);
        String unique = Long.toUnsignedString(fileId.getLeastSignificantBits(), 36);
        return "CS%s-%s".formatted(day, unique.toUpperCase(Locale.ROOT));
    }
}
