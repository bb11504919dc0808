package io.countersign.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Jazzer on one reader in a process of its own, whose heap is as small as a server's may be. */
final class Jazzer {

    static final int LONGEST_INPUT = 64 * 1024;
    /** By the clock; {@link Prompt} asks for less of the processor. */
    private static final int HANGS = 120;

    private static final int FINDINGS = 20;
    private static final int GRACE = 1_800;

    /** Complains of any pattern that comes from outside. Those of a profile are written by the company for its own accounts. */
    private static final String REGULAR_EXPRESSIONS = "com.code_intelligence.jazzer.sanitizers.RegexInjection";

    private final Target target;
    private final Path work;
    private final String heap;

    Jazzer(Target target, Path work, String heap) {
        this.target = target;
        this.work = work;
        this.heap = heap;
    }

    Path corpus() {
        return work.resolve("corpus");
    }

    Path findings() {
        return work.resolve("findings");
    }

    Path log() {
        return work.resolve("log");
    }

    /** Looks for findings, starting from the inputs of the folders; new ones come into {@link #corpus}. */
    boolean fuzz(int seconds, List<Path> seeds) {
        List<String> arguments = new ArrayList<>(List.of(
                "--keep_going=" + FINDINGS,
                "--reproducer_path=" + findings(),
                "-max_total_time=" + seconds,
                "-print_final_stats=1",
                "-use_value_profile=1",
                "-reload=0",
                "-dict=" + dictionary(),
                corpus().toString()));
        seeds.forEach(seed -> arguments.add(seed.toString()));
        return run(log(), arguments, seconds + GRACE);
    }

    /** Copies the smallest inputs that reach all of the code that any input of the folders reaches. */
    boolean merge(Path into, List<Path> from) {
        List<String> arguments = new ArrayList<>(List.of("-merge=1", into.toString()));
        from.forEach(folder -> arguments.add(folder.toString()));
        return run(work.resolve("merge.log"), arguments, GRACE);
    }

    private boolean run(Path log, List<String> arguments, int atMost) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:-OmitStackTraceInFastThrow",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Prompt.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=io.countersign.**:org.yaml.snakeyaml.**",
                "--custom_hook_includes=io.countersign.**",
                "--disabled_hooks=" + (target == Target.PROFILE ? REGULAR_EXPRESSIONS : ""),
                "-timeout=" + HANGS,
                "-report_slow_units=" + HANGS,
                "-max_len=" + LONGEST_INPUT,
                "-rss_limit_mb=1024",
                "-artifact_prefix=" + findings() + "/"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(atMost, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Path dictionary() {
        Path file = work.resolve(target.dictionary());
        try (InputStream words = Jazzer.class.getResourceAsStream(target.dictionary())) {
            Files.copy(words, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
