package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * CSV as RFC 4180 has it, with comma or semicolon, the first line naming the columns after the fields of an instruction.
 * An instruction is one line: a quoted field may hold separators and quotes, but no line break.
 */
final class CsvFormat implements UploadedLines.Format {

    static final Set<String> COLUMNS = Set.of(
            "legalEntity",
            "debtorAccount",
            "kind",
            "amount",
            "currency",
            "requestedOn",
            "creditorName",
            "creditorNumber",
            "creditorBic",
            "creditorCountry",
            "remittance",
            "structuredReference",
            "purpose",
            "invoiceReference",
            "endToEndId");

    private @Nullable List<String> columns;
    private char separator = ',';

    @Override
    public @Nullable ObjectNode object(LineSource line, String path) {
        String text = decoded(line, path);
        if (columns == null) {
            columns = header(text.startsWith("\ufeff") ? text.substring(1) : text, path);
            return null;
        }
        List<String> values = split(text, separator, path);
        if (values.size() != columns.size()) {
            throw malformed(path, "%d fields are expected, there are %d".formatted(columns.size(), values.size()));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                object.put(columns.get(i), values.get(i));
            }
        }
        return object;
    }

    /** Without its header the file says nothing, so a wrong one ends the upload. */
    private List<String> header(String text, String path) {
        separator = text.indexOf(';') >= 0 && text.indexOf(',') < 0 ? ';' : ',';
        List<String> names = split(text, separator, path);
        List<Fault> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!COLUMNS.contains(name)) {
                faults.add(new Fault(path, ErrorCode.INVALID, "There is no column of this name: " + shown(name)));
            } else if (!seen.add(name)) {
                faults.add(new Fault(path, ErrorCode.INVALID, "A column is named twice: " + name));
            }
        }
        if (!faults.isEmpty()) {
            throw new HeaderProblem(faults);
        }
        return names;
    }

    /** Ends the reading: unlike a bad line, a bad header makes every line unreadable. */
    static final class HeaderProblem extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<Fault> faults;

        HeaderProblem(List<Fault> faults) {
            super("The first line does not name the columns", null, false, false);
            this.faults = faults;
        }

        List<Fault> faults() {
            return faults;
        }
    }

    private static String shown(String name) {
        String start = name.length() > 30 ? name.substring(0, 30) + "…" : name;
        return start.replaceAll("[^\\p{L}\\p{N} _-]", "?");
    }

    private static String decoded(LineSource line, String path) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.bytes(), 0, line.length()))
                    .toString();
        } catch (CharacterCodingException not) {
            throw malformed(path, "It is not valid UTF-8");
        }
    }

    private static List<String> split(String text, char separator, String path) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append('"');
                i++;
            } else if (c == '"' && (quoted || value.isEmpty())) {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        if (quoted) {
            throw malformed(path, "A quote is opened and not closed on the line");
        }
        values.add(value.toString());
        return values;
    }

    private static ApiProblem malformed(String path, String message) {
        return new ApiProblem(ErrorCode.MALFORMED, message, List.of(new Fault(path, ErrorCode.MALFORMED, message)));
    }
}
