package io.countersign.connectors.bank;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a NACHA file says of an entry that was sent before: it came back (addenda 99), or something of it has to be changed
 * before the next one (addenda 98).
 *
 * @param line of the entry in the file, from 1; in a file without line ends the number of the record
 * @param kind addenda 99 or 98; null for an entry that has neither
 * @param code such as {@code R03} or {@code C01}
 * @param entryClass such as {@code CCD}; null where the batch header is missing
 * @param originalTrace the trace number of the entry as it was sent
 * @param individualId as it was sent: our reference
 * @param account the receiver's account, without its bank
 * @param told what is written beside a return, or the corrected data of a change
 */
record AchNotice(
        int line,
        @Nullable Kind kind,
        @Nullable String code,
        @Nullable String entryClass,
        @Nullable String originalTrace,
        @Nullable String individualId,
        String account,
        boolean credit,
        BigDecimal amount,
        @Nullable String told) {

    /** What it says. */
    enum Kind {
        RETURN,
        CHANGE
    }
}
