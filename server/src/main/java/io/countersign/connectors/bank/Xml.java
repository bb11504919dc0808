package io.countersign.connectors.bank;

import io.countersign.model.ErrorCode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Walks an XML file from a bank, element by element, in bounded memory. No DOCTYPE, no external text; depth, attributes,
 * length of a tag and length of a text are limited. Names are local names: banks differ in prefixes and namespaces.
 *
 * <p>{@link #child} enters the next child of the current element; what it answers must be read with {@link #text}, walked
 * with {@code child} again, or left out with {@link #skip}.
 */
final class Xml {

    private static final int DEEPEST = 64;
    private static final int MOST_ATTRIBUTES = 64;
    private static final int LONGEST_TEXT = 8_192;
    private static final int LONGEST_REMITTANCE = 1 << 20;
    private static final int MOST_WARNINGS = 50;
    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private final List<String> warnings = new ArrayList<>();
    private int silent;
    private int depth;

    Xml(InputStream in) {
        try {
            reader = FACTORY.createXMLStreamReader(new MarkupGuard(CharsetGuard.over(in)));
        } catch (XMLStreamException | IOException | RuntimeException unreadable) {
            throw unreadable(unreadable, "line 1, column 1");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLReporter((message, type, detail, location) -> {});
        return factory;
    }

    /** Goes to the root element; answers its local name. */
    String root() {
        for (int event = next(); ; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                return name();
            }
        }
    }

    /** Goes to the next child of the current element; false at the current element's end. */
    boolean child() {
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return false;
                }
                default -> {}
            }
        }
    }

    String name() {
        return reader.getLocalName();
    }

    @Nullable
    String namespace() {
        return reader.getNamespaceURI();
    }

    @Nullable
    String attribute(String name) {
        return reader.getAttributeValue(null, name);
    }

    /** The text of the current element without surrounding space, and its end. Comments inside do not part it. */
    String text() {
        return text(LONGEST_TEXT);
    }

    /** As {@link #text}, for what may be long: the remittance. */
    String longText() {
        return text(LONGEST_REMITTANCE);
    }

    private String text(int longest) {
        StringBuilder text = new StringBuilder();
        boolean cut = false;
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                skip();
            } else {
                cut |= append(event, text, longest);
            }
        }
        if (cut) {
            dropHalf(text);
            warn("text of " + name() + " is longer than " + longest + " characters and was cut");
        }
        return text.toString().strip();
    }

    /** The text of the current element if it has no children; else null, and the first child is the current element. */
    @Nullable
    String leafOrEnter() {
        StringBuilder text = new StringBuilder();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                return null;
            }
            append(event, text, LONGEST_TEXT);
        }
        dropHalf(text);
        return text.toString().strip();
    }

    /** A cut may fall between the two halves of a character, and half of one cannot be stored. */
    private static void dropHalf(StringBuilder text) {
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            text.setLength(last);
        }
    }

    /** Answers whether some of the text had to be left out. */
    private boolean append(int event, StringBuilder text, int longest) {
        if (event != XMLStreamConstants.CHARACTERS
                && event != XMLStreamConstants.CDATA
                && event != XMLStreamConstants.SPACE) {
            return false;
        }
        int room = Math.min(longest - text.length(), reader.getTextLength());
        text.append(reader.getTextCharacters(), reader.getTextStart(), room);
        return room < reader.getTextLength();
    }

    /** The text of the current element, or null where it is empty. */
    @Nullable
    String textOrNull() {
        String text = text();
        return text.isEmpty() ? null : text;
    }

    /** Leaves out the current element with everything in it. */
    void skip() {
        int end = depth - 1;
        while (depth > end) {
            next();
        }
    }

    /** Goes on to the end of the file: nothing may follow the document. */
    void finish() {
        try {
            while (reader.hasNext()) {
                next();
            }
        } catch (XMLStreamException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /** Something is odd but its meaning is certain; told with the file. */
    void warn(String what) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add("%s: %s".formatted(place(), what));
        } else {
            silent++;
        }
    }

    /** All of them, or the first and how many more there are. */
    List<String> warnings() {
        return warnings(0);
    }

    /** Those since there were {@code before} of them. */
    List<String> warnings(int before) {
        List<String> told = new ArrayList<>(warnings.subList(Math.min(before, warnings.size()), warnings.size()));
        int more = warned() - Math.max(before, warnings.size());
        if (more > 0) {
            told.add("and %d more warnings".formatted(more));
        }
        return List.copyOf(told);
    }

    /** How many warnings there are so far. */
    int warned() {
        return warnings.size() + silent;
    }

    /** The line on which the parser stands. */
    int line() {
        return reader.getLocation().getLineNumber();
    }

    /** What is here cannot be understood with certainty. */
    Unreadable fault(String why) {
        return new Unreadable(ErrorCode.FILE_UNREADABLE, why, place(), null);
    }

    String place() {
        Location at = reader.getLocation();
        return "line %d, column %d".formatted(at.getLineNumber(), at.getColumnNumber());
    }

    private int next() {
        int event;
        try {
            event = reader.next();
        } catch (XMLStreamException | RuntimeException unreadable) {
            throw unreadable(unreadable);
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
            if (++depth > DEEPEST) {
                throw fault("elements are nested deeper than " + DEEPEST);
            }
            if (reader.getAttributeCount() > MOST_ATTRIBUTES) {
                throw fault("an element has more than " + MOST_ATTRIBUTES + " attributes");
            }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            depth--;
        } else if (event == XMLStreamConstants.DTD) {
            throw fault("a DOCTYPE is not taken");
        } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw fault("an entity is not defined");
        }
        return event;
    }

    private static Unreadable unreadable(Exception cause) {
        return unreadable(cause, null);
    }

    /**
     * The parser's own message may quote the file; only its kind and place are told.
     *
     * @param otherwise where it is if the parser does not say
     */
    private static Unreadable unreadable(Exception cause, @Nullable String otherwise) {
        String place = otherwise;
        if (cause instanceof XMLStreamException xml && xml.getLocation() != null) {
            place = "line %d, column %d"
                    .formatted(
                            xml.getLocation().getLineNumber(), xml.getLocation().getColumnNumber());
        }
        return new Unreadable(ErrorCode.FILE_UNREADABLE, reason(cause), place, cause);
    }

    private static String reason(Exception cause) {
        for (Throwable t = cause; t != null; t = t.getCause() == t ? null : t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (t instanceof CharacterCodingException || t instanceof CharConversionException) {
                return "the bytes are not in the character set the file declares";
            }
            if (message.contains("a tag has more than")) {
                return message;
            }
            if (message.contains("JAXP0001") || message.contains("limit")) {
                return "a limit against hostile XML was passed";
            }
        }
        return "the file is not well-formed XML";
    }
}
