package io.countersign.connectors.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads every file of a directory with the readers that read the files of banks, and says what came of each. Where the
 * directory holds {@code FACTS.jsonl}, what somebody else's program computed from the same files, all of it is compared;
 * {@code MANIFEST.tsv} tells from which bank a file is and whether it has to be refused.
 */
@NamedInterface("conformance")
public final class Conformance {

    /** What came of one file. */
    enum Verdict {
        EXACT("exactly"),
        WARNED("with warnings"),
        READ("read, nothing to compare"),
        REFUSED("refused"),
        DIFFERS("DIFFERS"),
        LOST("REFUSED, BUT READABLE");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean fails() {
            return this == DIFFERS || this == LOST;
        }
    }

    /** One file: where it lies below the directory, what was read of it, and what differs from the facts. */
    record Checked(
            String name,
            @Nullable String bank,
            boolean hasFacts,
            Examination examination,
            Verdict verdict,
            List<String> differences) {

        /** The first directory of its path. */
        String family() {
            int slash = name.indexOf('/');
            return slash < 0 ? "." : name.substring(0, slash);
        }
    }

    /**
     * What the manifest says of a file.
     *
     * @param toBeRefused whether it must not be accepted
     * @param amount what it must be read as, where that is said against the facts
     */
    private record Described(
            @Nullable String bank,
            boolean toBeRefused,
            @Nullable BigDecimal amount) {

        private static final Pattern ACCEPTED_AS = Pattern.compile("ACCEPT = ([0-9.]+).*");

        static final Described NOT = new Described(null, false, null);

        static Described of(String bank, String expected) {
            Matcher as = ACCEPTED_AS.matcher(expected);
            return new Described(
                    bank.isBlank() ? null : bank.strip(),
                    expected.startsWith("REJECT") && !expected.contains("or ACCEPT"),
                    as.matches() ? new BigDecimal(as.group(1)) : null);
        }

        List<String> differences(Examination found) {
            return found instanceof Examination.Statements s
                            && s.tally().statements().getFirst().net().compareTo(amount) == 0
                    ? List.of()
                    : List.of("net %s expected".formatted(amount));
        }
    }

    private final Path directory;
    private final Map<String, ExpectedFacts> facts;
    private final Map<String, Described> manifest;

    private Conformance(Path directory) {
        this.directory = directory;
        this.facts = facts(directory.resolve("FACTS.jsonl"));
        this.manifest = manifest(directory.resolve("MANIFEST.tsv"));
    }

    /**
     * What {@code ./countersign conformance} answers.
     *
     * @param markdown the report
     * @param failures files that the facts call readable and that do not read with exactly those facts
     */
    @NamedInterface("conformance")
    public record Report(String markdown, int failures) {}

    public static Report of(Path directory) {
        List<Checked> files = check(directory);
        int failures = (int) files.stream().filter(f -> f.verdict().fails()).count();
        return new Report(new ConformanceReport(files).markdown(), failures);
    }

    static List<Checked> check(Path directory) {
        Conformance conformance = new Conformance(directory);
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> !conformance.describes(f))
                    .sorted()
                    .map(conformance::checked)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean describes(Path file) {
        return Stream.of("FACTS.jsonl", "MANIFEST.tsv", "README.txt")
                .map(directory::resolve)
                .anyMatch(file::equals);
    }

    private Checked checked(Path file) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        Examination examination = Examination.of(file);
        ExpectedFacts expected = facts.get(name);
        Described described = manifest.getOrDefault(name, Described.NOT);
        List<String> differences = described.amount() != null
                ? described.differences(examination)
                : expected == null ? List.of() : expected.differences(examination);
        Verdict verdict = verdict(examination, expected, described, differences);
        return new Checked(name, described.bank(), expected != null, examination, verdict, differences);
    }

    private static Verdict verdict(
            Examination examination, @Nullable ExpectedFacts expected, Described described, List<String> differences) {
        if (examination instanceof Examination.Refused) {
            boolean readable = expected != null && expected.mustRead() && !described.toBeRefused();
            return readable ? Verdict.LOST : Verdict.REFUSED;
        }
        if (!differences.isEmpty() || described.toBeRefused()) {
            return Verdict.DIFFERS;
        }
        if (expected == null) {
            return Verdict.READ;
        }
        return warnings(examination).isEmpty() ? Verdict.EXACT : Verdict.WARNED;
    }

    static List<String> warnings(Examination examination) {
        return switch (examination) {
            case Examination.Statements s -> s.warnings();
            case Examination.Statuses s -> s.warnings();
            case Examination.Answers a -> a.warnings();
            case Examination.Entries e -> e.warnings();
            case Examination.Refused refused -> List.of();
        };
    }

    private static Map<String, ExpectedFacts> facts(Path file) {
        Map<String, ExpectedFacts> facts = new HashMap<>();
        for (String line : lines(file)) {
            JsonNode one = JsonMapper.shared().readTree(line);
            facts.put(one.path("file").asString(""), new ExpectedFacts(one));
        }
        return facts;
    }

    private static Map<String, Described> manifest(Path file) {
        Map<String, Described> manifest = new HashMap<>();
        for (String line : lines(file)) {
            List<String> columns = new ArrayList<>(List.of(line.split("\t", -1)));
            if (columns.size() > 5) {
                manifest.put(columns.get(0), Described.of(columns.get(2), columns.get(5)));
            }
        }
        return manifest;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
