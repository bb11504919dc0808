package io.countersign.bench.measure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Prints what was measured: the product, the bare database in the same minutes, and the ratio of the two. */
public final class Report {

    /** One measurement of both. */
    record Round(double product, double raw) {
        double ratio() {
            return product / raw;
        }
    }

    private final PrintStream out;
    private boolean allMet = true;

    public Report(PrintStream out) {
        this.out = out;
    }

    /** Whether every ratio was reached. */
    public boolean allMet() {
        return allMet;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of ours
    void say(String sentence, Object... arguments) {
        out.println(String.format(Locale.ROOT, sentence, arguments));
    }

    /** @param rounds rates: more is better */
    void result(String what, String unit, List<Round> rounds, double target) {
        List<Double> ratios = new ArrayList<>(rounds.stream().map(Round::ratio).toList());
        Collections.sort(ratios);
        double median = ratios.get(ratios.size() / 2);
        boolean met = median >= target;
        allMet &= met;
        say("%s", what);
        rounds.forEach(
                r -> say("    %,12.0f %s   bare database %,12.0f   ratio %.2f", r.product(), unit, r.raw(), r.ratio()));
        say(
                "    median ratio %.2f (lowest %.2f), wanted at least %.2f: %s",
                median, ratios.getFirst(), target, met ? "reached" : "MISSED");
    }
}
