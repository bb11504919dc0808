package io.countersign.controls.files;

import io.countersign.model.Fault;
import java.util.List;

/** What became of a file of rules that are no policies. Published within the transaction that recorded it. */
public sealed interface RuleFile {

    /** What a file can hold. */
    enum Kind {
        BANK_PROFILE("bank-profile"),
        CALENDAR("calendar");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As events and keys name it. */
        public String word() {
            return word;
        }
    }

    Kind kind();

    /** The file's name. */
    String file();

    /** What it says runs from now on, or ran already. */
    record Runs(Kind kind, String file, String name) implements RuleFile {}

    /** It is broken: what runs stays. Each fault has its place. */
    record Refused(Kind kind, String file, List<Fault> faults) implements RuleFile {}

    /** It was taken away. */
    record Gone(Kind kind, String file) implements RuleFile {}
}
