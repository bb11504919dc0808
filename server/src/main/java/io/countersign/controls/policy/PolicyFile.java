package io.countersign.controls.policy;

import io.countersign.model.Fault;
import java.util.List;

/** What became of a policy file. Published within the transaction that recorded it. */
public sealed interface PolicyFile {

    /** The file's name. */
    String file();

    /** It is a new version, in force from its effective date. */
    record Accepted(String file, PolicyVersion version) implements PolicyFile {}

    /** It is what is in force already. */
    record Unchanged(String file) implements PolicyFile {}

    /** It is broken: nothing was changed and the running version stays. Each fault has line and column. */
    record Refused(String file, List<Fault> faults) implements PolicyFile {}
}
