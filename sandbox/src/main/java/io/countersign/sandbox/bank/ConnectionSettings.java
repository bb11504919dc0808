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
        return out.append(accounts(indent, accounts)).toString();
    }

    static String accounts(int indent, List<String> accounts) {
        String pad = " ".repeat(indent);
        StringBuilder out = new StringBuilder(pad).append("  accounts:\n");
        accounts.forEach(a -> out.append(pad).append("    - \"").append(a).append("\"\n"));
        return out.toString();
    }

    /** The same as directories of this machine. */
    static String folder(int indent, BankProfile bank, Path home) {
        String pad = " ".repeat(indent);
        StringBuilder out = new StringBuilder();
        out.append(pad).append("- name: ").append(bank.name()).append('\n');
        line(out, pad, "channel", "FOLDER");
        for (String directory : List.of("upload", "download", "archive")) {
            line(
                    out,
                    pad,
                    directory + "-dir",
                    '"' + home.resolve(directory).toAbsolutePath().toString() + '"');
        }
        return out.append(accounts(indent, bank)).toString();
    }

    /** A bank in whose portal people upload files. */
    static String portal(int indent, BankProfile bank) {
        String pad = " ".repeat(indent);
        StringBuilder out = new StringBuilder();
        out.append(pad).append("- name: ").append(bank.name()).append('\n');
        line(out, pad, "channel", "PORTAL");
        return out.append(accounts(indent, bank)).toString();
    }

    private static String accounts(int indent, BankProfile bank) {
        return accounts(
                indent,
                bank.accounts().stream().map(BankProfile.Account::number).toList());
    }

    private static void line(StringBuilder out, String pad, String key, String value) {
        out.append(pad).append("  ").append(key).append(": ").append(value).append('\n');
    }
}
