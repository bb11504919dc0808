package io.countersign.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attoparser.ParseException;
import org.attoparser.config.ParseConfiguration;
import org.attoparser.simple.AbstractSimpleMarkupHandler;
import org.attoparser.simple.SimpleMarkupParser;

/** What a browser would make of a page: its elements, what is inline, and which controls nobody can name. */
final class Markup extends AbstractSimpleMarkupHandler {

    private final List<String> elements = new ArrayList<>();
    private final List<String> inline = new ArrayList<>();
    private final List<Map<String, String>> controls = new ArrayList<>();
    private final Set<String> labelled = new HashSet<>();
    private final StringBuilder buttonText = new StringBuilder();
    private final List<String> unnamed = new ArrayList<>();
    private boolean inScript;
    private boolean inButton;
    private boolean buttonNamed;
    private int inLabel;

    static Markup of(String html) {
        Markup markup = new Markup();
        try {
            new SimpleMarkupParser(ParseConfiguration.htmlConfiguration()).parse(html, markup);
        } catch (ParseException broken) {
            throw new AssertionError("Not HTML: " + broken.getMessage(), broken);
        }
        return markup;
    }

    List<String> elements() {
        return elements;
    }

    List<String> inline() {
        return inline;
    }

    /** Fields without a label, buttons without a word. */
    List<String> unnamed() {
        List<String> all = new ArrayList<>(unnamed);
        for (Map<String, String> control : controls) {
            boolean named = control.containsKey("aria-label")
                    || control.containsKey("in-label")
                    || labelled.contains(control.get("id"))
                    || "hidden".equals(control.get("type"));
            if (!named) {
                all.add(control.toString());
            }
        }
        return all;
    }

    @Override
    public void handleOpenElement(String name, Map<String, String> attributes, int line, int col) {
        open(name, attributes, false);
    }

    @Override
    public void handleStandaloneElement(
            String name, Map<String, String> attributes, boolean minimized, int line, int col) {
        open(name, attributes, true);
    }

    private void open(String name, Map<String, String> given, boolean alone) {
        Map<String, String> attributes = given == null ? Map.of() : given;
        String element = name.toLowerCase(Locale.ROOT);
        elements.add(element);
        attributes.forEach((attribute, value) -> lookAt(element, attribute.toLowerCase(Locale.ROOT), value));
        switch (element) {
            case "style" -> inline.add("<style>");
            case "script" -> {
                inScript = !alone;
                if (!attributes.containsKey("src")) {
                    inline.add("<script> without src");
                }
            }
            case "label" -> {
                inLabel++;
                labelled.add(attributes.get("for"));
            }
            case "input", "select", "textarea" -> {
                Map<String, String> control = new HashMap<>(attributes);
                if (inLabel > 0) {
                    control.put("in-label", "");
                }
                controls.add(control);
            }
            case "button" -> {
                inButton = true;
                buttonNamed = attributes.containsKey("aria-label");
                buttonText.setLength(0);
            }
            default -> {
                // Nothing else is counted.
            }
        }
    }

    private void lookAt(String element, String attribute, String value) {
        if (attribute.equals("style") || attribute.startsWith("on") || attribute.startsWith("hx-on")) {
            inline.add(element + " " + attribute);
        }
        if (attribute.startsWith("th:")) {
            inline.add(element + " left " + attribute);
        }
        if (value != null && value.strip().toLowerCase(Locale.ROOT).startsWith("javascript:")) {
            inline.add(element + " " + attribute + "=javascript:");
        }
    }

    @Override
    public void handleCloseElement(String name, int line, int col) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "script" -> inScript = false;
            case "label" -> inLabel--;
            case "button" -> {
                inButton = false;
                if (!buttonNamed && buttonText.toString().isBlank()) {
                    unnamed.add("button without a word");
                }
            }
            default -> {
                // Nothing else is counted.
            }
        }
    }

    @Override
    public void handleText(char[] buffer, int offset, int length, int line, int col) {
        String text = new String(buffer, offset, length);
        if (inScript && !text.isBlank()) {
            inline.add("script text");
        }
        if (inButton) {
            buttonText.append(text);
        }
    }
}
