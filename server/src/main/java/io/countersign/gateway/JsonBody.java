package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a bounded JSON body, once. */
@Component
class JsonBody {

    /** Enough for every single instruction and act. */
    static final int SMALL = 64 * 1024;

    /** A run sent as one document; longer ones are streamed. */
    static final int LARGE = 8 * 1024 * 1024;

    private final ObjectReader reader;

    JsonBody(WireJson json) {
        this.reader = json.mapper().readerFor(JsonNode.class);
    }

    byte[] bytes(HttpServletRequest request, int most) {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        try {
            byte[] body = request.getInputStream().readNBytes(most + 1);
            if (body.length > most) {
                throw tooLarge(most);
            }
            return body;
        } catch (IOException broken) {
            throw new ApiProblem(ErrorCode.MALFORMED, "The body ended too early");
        }
    }

    ObjectNode object(byte[] body) {
        return object(body, 0, body.length, "");
    }

    /** @param where how a fault names the place of this document within something larger */
    ObjectNode object(byte[] body, int offset, int length, String where) {
        JsonNode node;
        try {
            node = reader.readValue(body, offset, length);
        } catch (JacksonException malformed) {
            throw malformed(malformed, where);
        } catch (NumberFormatException beyond) {
            // The reader of numbers throws what it is given by the language where an exponent is beyond it.
            throw malformed("A number has an exponent that no number has", where);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ApiProblem(
                ErrorCode.MALFORMED,
                "A JSON object is expected",
                List.of(new Fault(where, ErrorCode.MALFORMED, "A JSON object is expected")));
    }

    ObjectNode object(HttpServletRequest request, int most) {
        return object(bytes(request, most));
    }

    /** An empty body is an empty object: some acts need nothing said. */
    ObjectNode optionalObject(HttpServletRequest request) {
        byte[] body = bytes(request, SMALL);
        return body.length == 0 ? JsonNodeFactory.instance.objectNode() : object(body);
    }

    private static ApiProblem malformed(JacksonException problem, String where) {
        TokenStreamLocation at = problem.getLocation();
        String place = at == null || at.getLineNr() < 1
                ? ""
                : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return malformed(reason(problem), where.isEmpty() ? place : where);
    }

    private static ApiProblem malformed(String reason, String path) {
        return new ApiProblem(ErrorCode.MALFORMED, reason, List.of(new Fault(path, ErrorCode.MALFORMED, reason)));
    }

    /** The reader's own words may repeat what was sent, which may be somebody's data. */
    private static String reason(JacksonException problem) {
        String said = String.valueOf(problem.getOriginalMessage());
        if (said.contains("Duplicate")) {
            return "A field is given twice";
        }
        if (said.contains("nesting depth")) {
            return "It is nested too deeply";
        }
        if (said.contains("exceeds the maximum")) {
            return "A text or a number is too long";
        }
        if (said.contains("UTF-8") || said.contains("UTF-16") || said.contains("UTF-32")) {
            return "It is not valid UTF-8";
        }
        return "It is not valid JSON";
    }

    private static ApiProblem tooLarge(int most) {
        return new ApiProblem(ErrorCode.TOO_LARGE, "At most %d bytes are read here".formatted(most));
    }
}
