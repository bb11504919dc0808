package io.countersign.fuzz;

import io.countersign.connectors.bank.FuzzedBankFile;
import io.countersign.connectors.bank.profile.FuzzedProfile;
import io.countersign.gateway.FuzzedUpload;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * What the fuzzer calls: hands an input to the reader and sees how much of the processor it took. Time by the clock says
 * nothing of a reader where the machine is busy; by the clock only a real hang is found.
 */
public final class Prompt {

    private static final long LONGEST = Duration.ofSeconds(10).toNanos();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static Target target = Target.ANY;

    private Prompt() {}

    /** Called once by the fuzzer, with the name of the reader. */
    public static void fuzzerInitialize(String[] arguments) {
        target = Target.valueOf(arguments[0]);
        if (target != Target.PROFILE && target != Target.UPLOAD) {
            FuzzedBankFile.fuzzerInitialize(arguments);
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        long before = THREADS.getCurrentThreadCpuTime();
        switch (target) {
            case PROFILE -> FuzzedProfile.fuzzerTestOneInput(input);
            case UPLOAD -> FuzzedUpload.fuzzerTestOneInput(input);
            case CAMT, PAIN002, RECALL, MT, BAI2, CODA, CFONB, NORMA43, NACHA, ANY ->
                FuzzedBankFile.fuzzerTestOneInput(input);
        }
        if (THREADS.getCurrentThreadCpuTime() - before > LONGEST) {
            throw new AssertionError("Broken promise: an input takes less than ten seconds of the processor");
        }
    }
}
