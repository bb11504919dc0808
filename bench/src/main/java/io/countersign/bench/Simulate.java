package io.countersign.bench;

import io.countersign.bench.simulation.KillProgram;
import io.countersign.bench.simulation.SimulationProgram;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./countersign simulate}: payments while everything fails. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the real code against a bank that misbehaves, in a program that dies at any moment.")
public final class Simulate implements Callable<Integer> {

    @Option(names = "--seed", description = "Decides everything. Default: 1.", defaultValue = "1")
    private long seed;

    @Option(names = "--seeds", description = "How many seeds, one after the other. Default: 1.", defaultValue = "1")
    private int seeds;

    @Option(names = "--payments", description = "How many instructions. Default: 40.", defaultValue = "40")
    private int payments;

    @Option(
            names = "--crashes",
            description = "The program dies at about one crash point in so many; 0: never. Default: 25.",
            defaultValue = "25")
    private int crashes;

    @Option(
            names = "--kill",
            description = "A real server process instead, killed (kill -9) so many times, at moments of every kind.",
            defaultValue = "0",
            fallbackValue = "12",
            arity = "0..1")
    private int kill;

    @Option(names = "--trace", description = "Prints every step.")
    private boolean trace;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Simulate()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (kill > 0) {
            return new KillProgram(System.out).run(seed, payments, kill) ? 0 : 1;
        }
        return new SimulationProgram(System.out, trace).run(seed, seeds, payments, crashes) ? 0 : 1;
    }
}
