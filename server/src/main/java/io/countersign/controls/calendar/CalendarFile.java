package io.countersign.controls.calendar;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.io.StringReader;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A calendar as its file has it. Every fault of a broken file is told with its line, counted from 1.
 *
 * @param aliases further names it answers to
 * @param title how sentences call it
 * @param owner who answers for it
 * @param currencies which currencies clear by it
 * @param connections which bank connections keep it
 * @param includes calendars whose closing days are its own as well
 */
record CalendarFile(
        String name,
        List<String> aliases,
        String title,
        String owner,
        List<String> currencies,
        List<String> connections,
        List<String> includes,
        Set<DayOfWeek> weekend,
        List<ClosingRule> rules) {

    private static final Set<String> HEAD = Set.of(
            "calendar",
            "aliases",
            "name",
            "owner",
            "source",
            "currencies",
            "connections",
            "includes",
            "weekend",
            "closed");
    private static final int LONGEST = 1 << 20;

    /** A file that was read, or everything that is wrong with it. */
    record Read(Optional<CalendarFile> file, List<Fault> faults) {}

    static Read read(String text) {
        Reader reader = new Reader();
        Optional<CalendarFile> file = reader.file(text);
        return reader.faults.isEmpty()
                ? new Read(file, List.of())
                : new Read(Optional.empty(), List.copyOf(reader.faults));
    }

    /** The cells of a mapping by their names, where each stands, and what is wrong. */
    static final class Reader {
        final List<Fault> faults = new ArrayList<>();

        Optional<CalendarFile> file(String text) {
            Node root = compose(text);
            if (!(root instanceof MappingNode mapping)) {
                if (faults.isEmpty()) {
                    fault(1, "a calendar begins with calendar, name, owner, source and closed");
                }
                return Optional.empty();
            }
            Map<String, Node> head = cells(mapping, HEAD);
            int line = line(mapping);
            String name = required(head, "calendar", line);
            String title = required(head, "name", line);
            String owner = required(head, "owner", line);
            required(head, "source", line);
            return Optional.of(new CalendarFile(
                    name,
                    texts(head.get("aliases")),
                    title,
                    owner,
                    texts(head.get("currencies")),
                    texts(head.get("connections")),
                    texts(head.get("includes")),
                    weekend(head.get("weekend")),
                    rules(head.get("closed"))));
        }

        private @Nullable Node compose(String text) {
            if (text.length() > LONGEST) {
                fault(1, "a calendar has at most a megabyte");
                return null;
            }
            try {
                return new Yaml(new LoaderOptions()).compose(new StringReader(text));
            } catch (MarkedYAMLException broken) {
                var mark = broken.getProblemMark() == null ? broken.getContextMark() : broken.getProblemMark();
                fault(mark == null ? 1 : mark.getLine() + 1, String.valueOf(broken.getProblem()));
            } catch (YAMLException broken) {
                fault(1, "not YAML: " + broken.getMessage());
            }
            return null;
        }

        private Set<DayOfWeek> weekend(@Nullable Node node) {
            if (node == null) {
                return EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
            }
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (String day : texts(node)) {
                ClosingText.weekday(day)
                        .ifPresentOrElse(days::add, () -> fault(line(node), "\"" + day + "\" is no day of the week"));
            }
            if (days.size() > 3) {
                fault(line(node), "a weekend has at most three days");
            }
            return days;
        }

        private List<ClosingRule> rules(@Nullable Node node) {
            List<ClosingRule> rules = new ArrayList<>();
            if (node instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    if (item instanceof MappingNode mapping) {
                        new ClosingText(this, cells(mapping, ClosingText.NAMES), line(item))
                                .rule()
                                .ifPresent(rules::add);
                    } else {
                        fault(line(item), "a closing day is written as {on: 05-01, name: Labour Day}");
                    }
                }
            } else if (node != null) {
                fault(line(node), "closed is a list");
            }
            return rules;
        }

        private Map<String, Node> cells(MappingNode mapping, Set<String> known) {
            Map<String, Node> cells = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                if (!known.contains(name)) {
                    fault(
                            line(tuple.getKeyNode()),
                            "\"%s\" is not known here; known are %s"
                                    .formatted(
                                            name,
                                            String.join(
                                                    ", ",
                                                    known.stream().sorted().toList())));
                } else if (cells.put(name, tuple.getValueNode()) != null) {
                    fault(line(tuple.getKeyNode()), "\"" + name + "\" is here twice");
                }
            }
            return cells;
        }

        String required(Map<String, Node> cells, String name, int line) {
            String text = text(cells, name);
            if (text.isEmpty()) {
                fault(line, name + " is missing");
            }
            return text;
        }

        String text(Map<String, Node> cells, String name) {
            return cells.get(name) instanceof ScalarNode scalar
                    ? scalar.getValue().strip()
                    : "";
        }

        List<String> texts(@Nullable Node node) {
            if (node instanceof ScalarNode scalar) {
                return List.of(scalar.getValue().strip());
            }
            List<String> texts = new ArrayList<>();
            if (node instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    if (item instanceof ScalarNode scalar) {
                        texts.add(scalar.getValue().strip());
                    } else {
                        fault(line(item), "a list of texts is expected");
                    }
                }
            } else if (node != null) {
                fault(line(node), "a text or a list of texts is expected");
            }
            return List.copyOf(texts);
        }

        void fault(int line, String reason) {
            faults.add(new Fault("line " + line, ErrorCode.POLICY_BROKEN, reason));
        }

        static int line(Node node) {
            return node.getStartMark().getLine() + 1;
        }
    }
}
