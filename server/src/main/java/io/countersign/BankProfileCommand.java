package io.countersign;

import io.countersign.connectors.bank.profile.ProfileReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What whoever writes a bank profile asks before anybody pays by it. */
@Command(
        name = "bank-profile",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks and lists bank profiles.",
        subcommands = {BankProfileCommand.Check.class, BankProfileCommand.ListAll.class})
final class BankProfileCommand {

    /** Only the answer is printed: logging is not configured here and would talk of everything. */
    private static ProfileReport report() {
        LoggingSystem.get(BankProfileCommand.class.getClassLoader()).beforeInitialize();
        return new ProfileReport(System.out);
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads a profile, writes sample payments by it and checks their file against the schema.",
            exitCodeListHeading = "%nAnswers:%n",
            exitCodeList = {"0:the profile is good", "1:it has faults", "2:it could not be read"})
    static final class Check implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "The profile.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            return report().check(file);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the profiles that come with the program, with the guides they follow.")
    static final class ListAll implements Callable<Integer> {

        @Override
        public Integer call() {
            return report().list();
        }
    }
}
