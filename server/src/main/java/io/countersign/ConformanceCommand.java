package io.countersign;

import io.countersign.connectors.bank.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files of banks can be read, asked without a server. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = "Reads every bank file below a directory and reports what came of each.",
        exitCodeListHeading = "%nAnswers:%n",
        exitCodeList = {
            "0:every file reads as its facts say, or is refused with a reason",
            "1:a file that should be read is not read with exactly its facts",
            "2:the directory cannot be read"
        })
final class ConformanceCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR",
            description = "Files of banks; FACTS.jsonl and MANIFEST.tsv in it say what is expected.")
    private Path directory = Path.of(".");

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report there instead of printing it.")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(directory)) {
            System.out.println(directory + " is not a directory");
            return 2;
        }
        Conformance.Report answer = Conformance.of(directory);
        if (report == null) {
            System.out.print(answer.markdown());
        } else {
            Files.writeString(report, answer.markdown());
            System.out.printf("%s is written; %d files fail%n", report, answer.failures());
        }
        return answer.failures() == 0 ? 0 : 1;
    }
}
