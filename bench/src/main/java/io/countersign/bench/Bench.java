package io.countersign.bench;

import io.countersign.bench.measure.Benchmarks;
import io.countersign.bench.measure.Report;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./countersign bench}: how fast, as a ratio to the bare database on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the product and, in the same minutes, the bare database writing the same rows.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--payments", description = "How many in (b) and (c). Default: 100000.", defaultValue = "100000")
    private int payments;

    @Option(names = "--single", description = "How many in (a). Default: 12000.", defaultValue = "12000")
    private int single;

    @Option(
            names = "--entries",
            description = "How many in (d) and (e). Default: 1000000 and 100000.",
            defaultValue = "0")
    private int entries;

    @Option(
            names = "--only",
            description =
                    "a: single payments; b: a run to the bank; c: that run and back; d: a large statement; e: reconciliation.")
    private @Nullable String only;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Report report = new Report(System.out);
        Benchmarks benchmarks = new Benchmarks(report);
        if (only == null || only.equals("a")) {
            benchmarks.singlePayments(single);
        }
        if (only == null || only.equals("b") || only.equals("c")) {
            benchmarks.run(payments, only == null || only.equals("c"));
        }
        if (only == null || only.equals("d")) {
            benchmarks.largeStatement(entries == 0 ? 1_000_000 : entries);
        }
        if (only == null || only.equals("e")) {
            benchmarks.monthEnd(entries == 0 ? 100_000 : entries);
        }
        return report.allMet() ? 0 : 1;
    }
}
