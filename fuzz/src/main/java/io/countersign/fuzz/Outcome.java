package io.countersign.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of one run, as the fuzzer says it.
 *
 * @param inputs how many the reader was given
 * @param coverage branches reached
 * @param features branches with how often and with which values; by them the fuzzer chooses what to keep
 * @param kept inputs in its corpus
 * @param memory of the whole process at its highest, in megabytes
 * @param findings where each input lies that broke a promise, took too long or filled the heap
 * @param sound whether it ran to its end and there are none
 */
record Outcome(long inputs, long coverage, long features, long kept, long memory, List<Path> findings, boolean sound) {

    static final String HEADER = "%-8s %12s %9s %9s %7s %8s %9s"
            .formatted("reader", "inputs", "branches", "features", "corpus", "peak MB", "findings");

    private static final Pattern PROGRESS = Pattern.compile("#\\d+\\s+\\S+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)/");
    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern MEMORY = Pattern.compile("stat::peak_rss_mb:\\s*(\\d+)");

    static Outcome of(Jazzer jazzer, boolean ended) {
        String log = text(jazzer.log());
        List<Path> findings = Corpus.in(jazzer.findings()).stream()
                .filter(file -> !file.getFileName().toString().endsWith(".java"))
                .toList();
        long inputs = last(INPUTS, log, 1);
        return new Outcome(
                inputs,
                last(PROGRESS, log, 1),
                last(PROGRESS, log, 2),
                last(PROGRESS, log, 3),
                last(MEMORY, log, 1),
                findings,
                ended && inputs > 0 && findings.isEmpty());
    }

    String line(Target target) {
        return "%-8s %12d %9d %9d %7d %8d %9s"
                .formatted(
                        target,
                        inputs,
                        coverage,
                        features,
                        kept,
                        memory,
                        sound || !findings.isEmpty() ? String.valueOf(findings.size()) : "BROKE OFF");
    }

    private static long last(Pattern pattern, String log, int group) {
        long last = 0;
        Matcher matcher = pattern.matcher(log);
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(group));
        }
        return last;
    }

    private static String text(Path log) {
        try {
            return Files.isRegularFile(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
