package io.countersign.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./countersign fuzz}: hostile input for the readers of foreign files. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Gives readers hostile input. Ends with 1 where a reader broke its promise.")
public final class Fuzz implements Callable<Integer> {

    @Parameters(paramLabel = "READER", description = "${COMPLETION-CANDIDATES}. Default: all of them.")
    private List<Target> targets = new ArrayList<>();

    @Option(names = "--seconds", description = "For each reader. Default: 600.", defaultValue = "600")
    private int seconds;

    @Option(names = "--seeds", description = "A folder of further samples; what comes of them is never kept.")
    private @Nullable Path seeds;

    @Option(names = "--keep", description = "Keep the inputs that reach most, for the tests.")
    private boolean keep;

    @Option(names = "--heap", description = "Of the reader's process. Default: 256m.", defaultValue = "256m")
    private String heap = "256m";

    @Option(names = "--home", hidden = true, defaultValue = ".")
    private Path home = Path.of(".");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Fuzz())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() {
        if (keep && seeds != null) {
            System.err.println("What comes of --seeds is not ours to keep; leave out --keep or --seeds");
            return 2;
        }
        boolean sound = true;
        System.out.println(Outcome.HEADER);
        for (Target target : targets.isEmpty() ? List.of(Target.values()) : targets) {
            Outcome outcome = one(target);
            System.out.println(outcome.line(target));
            outcome.findings().forEach(finding -> System.out.println("    " + finding));
            sound &= outcome.sound();
        }
        return sound ? 0 : 1;
    }

    private Outcome one(Target target) {
        Path work = home.resolve("target")
                .resolve(seeds == null ? "fuzz" : "fuzz-with-seeds")
                .resolve(target.name())
                .toAbsolutePath();
        Jazzer jazzer = new Jazzer(target, work, heap);
        Path samples = work.resolve("samples");
        create(jazzer.corpus(), jazzer.findings(), samples);
        List<Path> folders = target.samples(home);
        if (seeds != null) {
            folders.add(seeds);
        }
        Corpus.copy(folders, samples, Jazzer.LONGEST_INPUT);
        Corpus.unpack(target.kept(home), samples);
        boolean ended = jazzer.fuzz(seconds, List.of(samples));
        if (keep) {
            keep(target, jazzer, List.of(jazzer.corpus(), samples));
        }
        return Outcome.of(jazzer, ended);
    }

    /** What is kept is merged anew from everything, so that it does not grow with every run. */
    private void keep(Target target, Jazzer jazzer, List<Path> from) {
        Path merged = jazzer.corpus().resolveSibling("merged");
        Corpus.in(merged).forEach(Fuzz::delete);
        create(merged);
        if (jazzer.merge(merged, from)) {
            Corpus.pack(merged, target.kept(home));
        }
    }

    private static void create(Path... folders) {
        try {
            for (Path folder : folders) {
                Files.createDirectories(folder);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
