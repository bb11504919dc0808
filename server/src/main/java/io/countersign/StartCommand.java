package io.countersign;

import io.countersign.platform.DataDirectory;
import io.countersign.platform.PlatformFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs the server until it is stopped. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts the server. Any setting may be given as --name=value.")
final class StartCommand implements Callable<Integer> {

    /** Not an exit code: the server was started and goes on. */
    static final int RUNNING = -1;

    private static final Logger log = LoggerFactory.getLogger(StartCommand.class);

    @Option(names = "--data", defaultValue = ".countersign", description = "Where the data is kept.")
    private Path data = Path.of(".countersign");

    @Option(names = "--port", defaultValue = "8480", description = "Where the server listens.")
    private int port;

    @Option(names = "--demo", description = "Makes the demo people.")
    private boolean demo;

    @Option(names = "--once", description = "Ends as soon as the server is up.")
    private boolean once;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() {
        DataDirectory claim;
        try {
            claim = DataDirectory.claim(data);
        } catch (PlatformFailure taken) {
            System.err.println(taken.getMessage());
            return 1;
        }
        ConfigurableApplicationContext context = run(claim);
        log.info(
                "Countersign is ready at http://localhost:{}",
                context.getEnvironment().getProperty("local.server.port"));
        if (once) {
            context.close();
            return 0;
        }
        return RUNNING;
    }

    private ConfigurableApplicationContext run(DataDirectory claim) {
        Path place = data.toAbsolutePath().normalize();
        SpringApplication application = new SpringApplication(Countersign.class);
        application.setDefaultProperties(
                Map.of("spring.config.additional-location", "optional:file:" + place.resolve("countersign.yaml")));
        // The context keeps the claim for as long as the server lives.
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("dataDirectory", claim));
        List<String> arguments = new ArrayList<>(settings);
        arguments.add("--countersign.data=" + place);
        arguments.add("--server.port=" + port);
        if (demo) {
            arguments.add("--countersign.demo=true");
        }
        try {
            return application.run(arguments.toArray(String[]::new));
        } catch (RuntimeException alreadyTold) {
            // Spring has printed what is wrong; a second stack trace would bury it.
            log.debug("Not started", alreadyTold);
            System.exit(1);
            throw alreadyTold;
        }
    }
}
