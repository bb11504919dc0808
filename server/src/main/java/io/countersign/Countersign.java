package io.countersign;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@SpringBootApplication
public class Countersign {

    public static void main(String[] args) {
        int exit = new CommandLine(new Program()).execute(args);
        // A started server lives on in its own threads; everything else is over now.
        if (exit != StartCommand.RUNNING) {
            System.exit(exit);
        }
    }

    @Command(
            name = "countersign",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "A second signature on every payment.",
            subcommands = {StartCommand.class, AuditCommand.class, ConformanceCommand.class, BankProfileCommand.class})
    private static final class Program {}
}
