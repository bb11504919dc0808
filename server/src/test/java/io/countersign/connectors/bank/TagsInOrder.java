package io.countersign.connectors.bank;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a well-formed document of what nearly is one: ends every tag that begins, and leaves out what cannot be a tag. */
final class TagsInOrder {

    private static final Pattern TAG =
            Pattern.compile("([A-Za-z][A-Za-z0-9]{0,40})(?:\\s+([A-Za-z]{1,20})=\"([^\"<&]*)\")?[^>]*?(/?)");

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    private TagsInOrder(String text) {
        this.text = text;
    }

    static byte[] of(byte[] input) {
        TagsInOrder document = new TagsInOrder(new String(input, StandardCharsets.UTF_8));
        document.write();
        return document.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '<') {
                character(c);
                continue;
            }
            int end = text.indexOf('>', at);
            if (end < 0) {
                break;
            }
            tag(text.substring(at, end));
            at = end + 1;
        }
        while (!open.isEmpty()) {
            end();
        }
    }

    /** The root stays open to the end, since nothing may follow it. */
    private void tag(String tag) {
        if (tag.startsWith("/")) {
            if (open.size() > 1) {
                end();
            }
            return;
        }
        Matcher form = TAG.matcher(tag);
        if (!form.matches()) {
            return;
        }
        out.append('<').append(form.group(1));
        if (form.group(2) != null) {
            out.append(' ').append(form.group(2)).append("=\"");
            form.group(3).chars().forEach(c -> out.append(c < ' ' || c > '~' ? '?' : (char) c));
            out.append('"');
        }
        out.append('>');
        open.push(form.group(1));
        if (!form.group(4).isEmpty() && open.size() > 1) {
            end();
        }
    }

    private void end() {
        out.append("</").append(open.pop()).append('>');
    }

    private void character(char c) {
        if (open.isEmpty()) {
            return;
        }
        if (c == '&') {
            out.append("&amp;");
        } else if (c == '>') {
            out.append("&gt;");
        } else if (c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < '\ufffe')) {
            out.append(c);
        }
    }
}
