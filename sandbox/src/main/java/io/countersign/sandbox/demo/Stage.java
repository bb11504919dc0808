package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which demo it is: what its banks do, under which policies, and who plays. */
interface Stage {

    /** What a play takes place in. */
    record Scene(Path data, URI hub, String password, World world, Ledgers ledgers, BankSimulator banks) {}

    /** Kept with the data, so that one demo is not played on the data of another. */
    String name();

    /** What of the world takes part. */
    World world(World whole);

    List<BankProfile> banks(World world);

    /** The resource with the scenario of the banks. */
    String scenario();

    /** Policies that are not as they come with the program: the file's name, and the resource it is copied from. */
    Map<String, String> policies();

    /** How often the hub looks for files of the banks. */
    String bankPoll();

    /** Further settings of the hub, indented below {@code countersign}. */
    String settings();

    Play play(Scene scene);

    /** Payments of every fate worth seeing, and then what comes in. */
    record FirstDays() implements Stage {

        private static final Duration PAUSE = Duration.ofMillis(300);
        private static final Duration PATIENCE = Duration.ofMinutes(3);

        @Override
        public String name() {
            return "first-days";
        }

        @Override
        public World world(World whole) {
            return whole;
        }

        @Override
        public List<BankProfile> banks(World world) {
            return world.profiles();
        }

        @Override
        public String scenario() {
            return "bank.yaml";
        }

        @Override
        public Map<String, String> policies() {
            return Map.of("timing.yaml", "timing.yaml", "payee-verification.yaml", "payees.yaml");
        }

        /** The banks of the demo answer within seconds, so they are asked as often. */
        @Override
        public String bankPoll() {
            return "3s";
        }

        @Override
        public String settings() {
            return "";
        }

        @Override
        public Play play(Scene scene) {
            return new People(
                    new Office(scene.hub(), scene.password(), PAUSE, PATIENCE),
                    scene.world(),
                    scene.ledgers(),
                    () -> scene.banks().faults("severn").dropBeforeRename(1));
        }
    }

    /** A month end of so many payments. */
    record EndOfMonth(int payments, MonthEndPlan plan) implements Stage {

        private static final Duration PAUSE = Duration.ofMillis(200);
        private static final Duration PATIENCE = Duration.ofMinutes(10);

        @Override
        public String name() {
            return "month-end";
        }

        /** Nobody uploads the files of a month end by hand. */
        @Override
        public World world(World whole) {
            return whole.withoutHandwork();
        }

        @Override
        public List<BankProfile> banks(World world) {
            return plan.banks(world);
        }

        @Override
        public String scenario() {
            return "month-end-banks.yaml";
        }

        @Override
        public Map<String, String> policies() {
            return Map.of(
                    "timing.yaml", "timing.yaml",
                    "checkpoints.yaml", "month-end-checkpoints.yaml",
                    "payee-verification.yaml", "payees.yaml");
        }

        @Override
        public String bankPoll() {
            return "1s";
        }

        @Override
        public String settings() {
            return "  reconciliation:\n    look-for-late-every: 5s\n";
        }

        @Override
        public Play play(Scene scene) {
            return new MonthEnd(
                    new Office(scene.hub(), scene.password(), PAUSE, PATIENCE),
                    scene.world(),
                    plan,
                    scene.banks(),
                    new Progress(scene.data().resolve("month-end.progress")),
                    payments);
        }
    }
}
