package io.countersign;

import io.countersign.governance.audit.AuditVerification;
import io.countersign.platform.PlatformFailure;
import io.countersign.platform.ReachableDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an auditor asks without a browser. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks the audit trail.",
        subcommands = AuditCommand.Verify.class)
final class AuditCommand {

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Recomputes the audit trail from the database and names the first entry somebody tampered with.",
            exitCodeListHeading = "%nAnswers:%n",
            exitCodeList = {
                "0:everything is as it was sealed",
                "1:somebody changed something",
                "2:the trail could not be read"
            })
    static final class Verify implements Callable<Integer> {

        @Option(names = "--data", defaultValue = ".countersign", description = "Where the data is kept.")
        private Path data = Path.of(".countersign");

        @Option(
                names = "--kept",
                description = "The directory with the public key and the kept heads; DIR/audit if it is there.")
        private @Nullable Path kept;

        @Override
        public Integer call() {
            // Only the answer is printed: logging is not configured here and would talk of everything.
            LoggingSystem.get(AuditCommand.class.getClassLoader()).beforeInitialize();
            try (ReachableDatabase database = ReachableDatabase.of(data);
                    var pool = database.access().applicationPool(2)) {
                return new AuditVerification(pool, System.out).verify(witness());
            } catch (PlatformFailure noDatabase) {
                System.out.println(noDatabase.getMessage());
                return AuditVerification.UNREADABLE;
            }
        }

        /** What the database could not have changed. */
        private @Nullable Path witness() {
            Path usual = data.resolve("audit");
            return kept == null && Files.isDirectory(usual) ? usual : kept;
        }
    }
}
