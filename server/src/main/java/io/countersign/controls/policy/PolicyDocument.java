package io.countersign.controls.policy;

import io.countersign.controls.policy.Faults.Place;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
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
 * A policy file as it stands: a head and rows of named cells, each with its place in the file. The nodes of the YAML
 * parser are read instead of objects, because only they know lines.
 */
record PolicyDocument(String policy, String owner, String description, Instant effective, Place place, List<Row> rows) {

    private static final Set<String> HEAD = Set.of("policy", "owner", "description", "effective", "rows");

    /** A scalar or a list of scalars. {@code content} is where the first character of the text is. */
    record Cell(List<String> texts, Place place, Place content, boolean list) {

        String text() {
            return texts.isEmpty() ? "" : texts.getFirst();
        }
    }

    /** One row, counted from 1. */
    record Row(int number, Place place, Map<String, Cell> cells) {

        /** What a decision of this row is called, such as {@code row-2}. */
        String name() {
            return "row-" + number;
        }

        Optional<Cell> cell(String name) {
            return Optional.ofNullable(cells.get(name));
        }

        /** The text of a cell that must be there; a fault and the empty text if it is not. */
        String required(String name, Faults faults) {
            Cell cell = cells.get(name);
            if (cell == null || cell.list() || cell.text().isBlank()) {
                faults.add(cell == null ? place : cell.place(), "row " + number + " needs one text as " + name);
                return "";
            }
            return cell.text();
        }

        void allowOnly(Set<String> names, Faults faults) {
            cells.forEach((name, cell) -> {
                if (!names.contains(name)) {
                    faults.add(cell.place(), "\"" + name + "\" is not known here; known are " + sorted(names));
                }
            });
        }
    }

    /** Reads a file; empty if it is too broken to look into. Faults are added. */
    static Optional<PolicyDocument> read(String text, Faults faults) {
        Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark() == null ? broken.getContextMark() : broken.getProblemMark();
            String problem = broken.getProblem() == null ? "not YAML" : broken.getProblem();
            faults.add(mark == null ? new Place(1, 1) : place(mark), problem);
            return Optional.empty();
        } catch (YAMLException broken) {
            faults.add(new Place(1, 1), "not YAML: " + broken.getMessage());
            return Optional.empty();
        }
        if (!(root instanceof MappingNode mapping)) {
            faults.add(new Place(1, 1), "a policy begins with policy, owner, description, effective and rows");
            return Optional.empty();
        }
        return head(mapping, faults);
    }

    private static Optional<PolicyDocument> head(MappingNode mapping, Faults faults) {
        Map<String, Node> nodes = entries(mapping, faults);
        nodes.forEach((name, node) -> {
            if (!HEAD.contains(name)) {
                faults.add(place(node.getStartMark()), "\"" + name + "\" is not known here; known are " + sorted(HEAD));
            }
        });
        Place start = place(mapping.getStartMark());
        String policy = text(nodes, "policy", start, faults);
        String owner = text(nodes, "owner", start, faults);
        String description = text(nodes, "description", start, faults);
        Instant effective = effective(nodes, start, faults);
        List<Row> rows = rows(nodes.get("rows"), start, faults);
        return policy.isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicyDocument(policy, owner, description, effective, start, rows));
    }

    private static Instant effective(Map<String, Node> nodes, Place start, Faults faults) {
        String text = text(nodes, "effective", start, faults);
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException notADate) {
            if (!text.isEmpty()) {
                faults.add(placeOf(nodes.get("effective"), start), "effective is a date such as 2026-01-31 (UTC)");
            }
            return Instant.EPOCH;
        }
    }

    private static List<Row> rows(@Nullable Node node, Place start, Faults faults) {
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            faults.add(placeOf(node, start), "rows is a list of at least one row");
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            Place place = place(item.getStartMark());
            if (item instanceof MappingNode mapping) {
                rows.add(new Row(rows.size() + 1, place, cells(mapping, faults)));
            } else {
                faults.add(place, "a row is written as name: value");
            }
        }
        return rows;
    }

    private static Map<String, Cell> cells(MappingNode mapping, Faults faults) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        entries(mapping, faults).forEach((name, node) -> cells.put(name, cell(node, faults)));
        return cells;
    }

    private static Cell cell(Node node, Faults faults) {
        Place place = place(node.getStartMark());
        if (node instanceof ScalarNode scalar) {
            return new Cell(List.of(scalar.getValue()), place, content(scalar, place), false);
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    faults.add(place(item.getStartMark()), "a list of texts is expected");
                }
            }
        } else {
            faults.add(place, "a text or a list of texts is expected");
        }
        return new Cell(List.copyOf(texts), place, place, true);
    }

    /** A quoted text begins behind its quote, a block text on the next line. */
    private static Place content(ScalarNode scalar, Place place) {
        ScalarStyle style = scalar.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            return new Place(place.line() + 1, 1);
        }
        return style == ScalarStyle.PLAIN ? place : new Place(place.line(), place.column() + 1);
    }

    private static Map<String, Node> entries(MappingNode mapping, Faults faults) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faults.add(place, "a name is expected");
            } else if (entries.put(key.getValue(), tuple.getValueNode()) != null) {
                faults.add(place, "\"" + key.getValue() + "\" is here twice");
            }
        }
        return entries;
    }

    private static String text(Map<String, Node> nodes, String name, Place start, Faults faults) {
        Node node = nodes.get(name);
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        faults.add(placeOf(node, start), "a policy needs one text as " + name);
        return "";
    }

    private static Place placeOf(@Nullable Node node, Place otherwise) {
        return node == null ? otherwise : place(node.getStartMark());
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
