package io.countersign.connectors.bank.profile;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A part of a profile file that is asked for its fields by name. What is missing, misshapen or was never asked for is a
 * fault with line and column, both counted from 1; reading goes on, so that all faults are told at once.
 */
final class Section {

    private final Mark start;
    private final Map<String, Node> nodes;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Fault> faults;

    private Section(Mark start, Map<String, Node> nodes, List<Fault> faults) {
        this.start = start;
        this.nodes = nodes;
        this.faults = faults;
    }

    /** Reads a file; empty if it is too broken to look into. */
    static Optional<Section> read(String source, List<Fault> faults) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(source));
            if (root instanceof MappingNode mapping) {
                return Optional.of(of(mapping, faults));
            }
            faults.add(fault(1, 1, "A profile begins with profile, title, guide and message"));
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark() == null ? broken.getContextMark() : broken.getProblemMark();
            String problem = broken.getProblem() == null ? "This is not YAML" : broken.getProblem();
            faults.add(mark == null ? fault(1, 1, problem) : fault(mark, problem));
        } catch (YAMLException broken) {
            faults.add(fault(1, 1, "This is not YAML: " + broken.getMessage()));
        }
        return Optional.empty();
    }

    private static Section of(MappingNode mapping, List<Fault> faults) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Mark at = tuple.getKeyNode().getStartMark();
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faults.add(fault(at, "A name is expected"));
            } else if (nodes.put(key.getValue(), tuple.getValueNode()) != null) {
                faults.add(fault(at, "\"%s\" is here twice".formatted(key.getValue())));
            }
        }
        return new Section(mapping.getStartMark(), nodes, faults);
    }

    boolean has(String name) {
        return nodes.containsKey(name);
    }

    Set<String> names() {
        return nodes.keySet();
    }

    /** The text of a field that must be there; a fault and the empty text if it is not. */
    String text(String name) {
        String text = optional(name);
        if (text == null) {
            complain(name, "One text is needed as " + name);
            return "";
        }
        return text;
    }

    @Nullable
    String optional(String name) {
        asked.add(name);
        Node node = nodes.get(name);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        complain(name, "One text is expected as " + name);
        return null;
    }

    /** A text that must satisfy a condition; {@code expected} says which. */
    @Nullable
    String optional(String name, Predicate<String> valid, String expected) {
        String text = optional(name);
        if (text != null && !valid.test(text)) {
            complain(name, "%s is expected as %s".formatted(expected, name));
            return null;
        }
        return text;
    }

    /** A list of texts; a single text is a list of one. */
    List<String> texts(String name) {
        asked.add(name);
        Node node = nodes.get(name);
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    faults.add(fault(item.getStartMark(), "A text is expected in the list " + name));
                }
            }
        } else if (node != null) {
            complain(name, "A list of texts is expected as " + name);
        }
        return texts;
    }

    /** A list of texts that must all satisfy a condition. */
    Set<String> set(String name, Predicate<String> valid, String expected) {
        Set<String> set = new LinkedHashSet<>();
        for (String text : texts(name)) {
            if (valid.test(text)) {
                set.add(text);
            } else {
                complain(name, "\"%s\" in %s: %s is expected".formatted(text, name, expected));
            }
        }
        return set;
    }

    /** The sections of a list; empty if there is none. */
    List<Section> sections(String name) {
        asked.add(name);
        Node node = nodes.get(name);
        List<Section> sections = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof MappingNode mapping) {
                    sections.add(of(mapping, faults));
                } else {
                    faults.add(fault(item.getStartMark(), "An entry of %s is written as name: value".formatted(name)));
                }
            }
        } else if (node != null) {
            complain(name, "A list is expected as " + name);
        }
        return sections;
    }

    /** A section within this one; one without fields if it is not there. */
    Section section(String name) {
        asked.add(name);
        Node node = nodes.get(name);
        if (node instanceof MappingNode mapping) {
            return of(mapping, faults);
        }
        if (node != null) {
            complain(name, "%s has fields of its own".formatted(name));
        }
        return new Section(node == null ? start : node.getStartMark(), Map.of(), faults);
    }

    int number(String name, int otherwise, int least, int most) {
        String text = optional(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException told) {
            // is told below, as a number out of bounds is
        }
        complain(name, "A whole number from %d to %d is expected as %s".formatted(least, most, name));
        return otherwise;
    }

    @Nullable
    BigDecimal amount(String name) {
        BigDecimal amount = parsed(name, BigDecimal::new, "An amount such as 100000.00");
        if (amount != null && amount.signum() <= 0) {
            complain(name, "An amount of more than nothing is expected as " + name);
        }
        return amount;
    }

    @Nullable
    LocalDate date(String name) {
        return parsed(name, LocalDate::parse, "A date such as 2026-11-22");
    }

    @Nullable
    Duration duration(String name) {
        return parsed(name, Duration::parse, "A duration such as PT2H (ISO 8601)");
    }

    /** A duration longer than nothing. */
    @Nullable
    Duration positive(String name) {
        Duration duration = duration(name);
        if (duration != null && !duration.isPositive()) {
            complain(name, "A duration longer than nothing is expected as " + name);
        }
        return duration;
    }

    @Nullable
    LocalTime time(String name) {
        return parsed(name, LocalTime::parse, "A time of day such as \"14:30\"");
    }

    @Nullable
    ZoneId zone(String name) {
        return parsed(name, ZoneId::of, "A time zone such as Europe/Berlin");
    }

    @Nullable
    Boolean flag(String name) {
        String text = optional(name, each -> each.equals("true") || each.equals("false"), "true or false");
        return text == null ? null : Boolean.valueOf(text);
    }

    /** One of the constants of an enum, written in lower case with hyphens. */
    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String text = optional(name);
        if (text == null) {
            return null;
        }
        List<String> known = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            String written = written(each);
            if (written.equals(text)) {
                return each;
            }
            known.add(written);
        }
        complain(name, "\"%s\" is no %s; known are %s".formatted(text, name, String.join(", ", known)));
        return null;
    }

    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private <T> @Nullable T parsed(String name, Function<String, T> parse, String expected) {
        String text = optional(name);
        try {
            return text == null ? null : parse.apply(text);
        } catch (DateTimeException | NumberFormatException notOne) {
            complain(name, "%s is expected as %s".formatted(expected, name));
            return null;
        }
    }

    /** A fault at a field, or at the section if the field is not there. */
    void complain(String name, String reason) {
        Node node = nodes.get(name);
        faults.add(fault(node == null ? start : node.getStartMark(), reason));
    }

    /** Tells the fields nobody asked for: a misspelled rule must not be a rule that does not hold. */
    void end() {
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                faults.add(fault(
                        entry.getValue().getStartMark(),
                        "\"%s\" is not known here; known are %s"
                                .formatted(
                                        entry.getKey(),
                                        String.join(
                                                ", ", asked.stream().sorted().toList()))));
            }
        }
    }

    private static Fault fault(Mark mark, String reason) {
        return fault(mark.getLine() + 1, mark.getColumn() + 1, reason);
    }

    private static Fault fault(int line, int column, String reason) {
        return new Fault("line %d, column %d".formatted(line, column), ErrorCode.PROFILE_BROKEN, reason);
    }
}
