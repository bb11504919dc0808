package io.countersign.sandbox;

import io.countersign.sandbox.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulated companies as a program, beside the real server. */
@Command(name = "sandbox", description = "Runs the simulated companies of the demo until it is stopped.")
public final class Sandbox implements Runnable {

    @Option(names = "--data", required = true, description = "the data directory of the server")
    private Path data = Path.of(".countersign");

    @Option(names = "--hub", required = true, description = "the address of the server, such as http://127.0.0.1:8480")
    private URI hub = URI.create("http://127.0.0.1:8480");

    @Option(names = "--scenario", defaultValue = "first-days", description = "first-days or month-end")
    private String scenario = "first-days";

    @Option(names = "--payments", defaultValue = "20000", description = "how many payments the month end has")
    private int payments = 20_000;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Sandbox()).execute(args));
    }

    @Override
    public void run() {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            await(stopped);
        }));
        try (Demo demo = start(data.toAbsolutePath().normalize())) {
            demo.portals().forEach((bank, at) -> System.out.println("portal " + at + " " + bank));
            System.out.println("sandbox ready");
            demo.play();
            await(stop);
        } catch (IOException e) {
            throw new CommandLine.ExecutionException(
                    new CommandLine(this), "The sandbox did not start: " + e.getMessage(), e);
        } finally {
            stopped.countDown();
        }
    }

    private Demo start(Path place) throws IOException {
        return switch (scenario) {
            case "first-days" -> Demo.start(place, hub);
            case "month-end" -> Demo.monthEnd(place, hub, payments);
            default -> throw new IOException("There is no scenario '%s', only month-end".formatted(scenario));
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
