package io.countersign.sandbox.bank;

import java.nio.file.Path;
import java.util.List;

/** What the hub has to know to connect to a simulated bank. Directories are those at the bank's side. */
public record ConnectionSettings(
        String name,
        String host,
        int port,
        String user,
        Path privateKey,
        String hostKey,
        String uploadDir,
        String downloadDir,
        String archiveDir,
        List<String> accounts) {

    /** One item of {@code countersign.bank.connections} in YAML, indented by the given number of spaces. */
    public String yaml(int indent) {
        String pad = " ".repeat(indent);
        StringBuilder out = new StringBuilder();
        out.append(pad).append("- name: ").append(name).append('\n');
        line(out, pad, "host", host);
        line(out, pad, "port", Integer.toString(port));
        line(out, pad, "user", user);
        line(out, pad, "private-key", '"' + privateKey.toString() + '"');
        line(out, pad, "host-key", '"' + hostKey + '"');
        line(out, pad, "upload-dir", uploadDir);
        line(out, pad, "download-dir", downloadDir);
        line(out, pad, "archive-dir", archiveDir);
        out.append(pad).append("  accounts:\n");
        accounts.forEach(a -> out.append(pad).append("    - \"").append(a).append("\"\n"));
        return out.toString();
    }

    private static void line(StringBuilder out, String pad, String key, String value) {
        out.append(pad).append("  ").append(key).append(": ").append(value).append('\n');
    }
}
