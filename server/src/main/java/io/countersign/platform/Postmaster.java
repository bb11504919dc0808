package io.countersign.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A running PostgreSQL, as its own {@code postmaster.pid} describes it. */
record Postmaster(long pid, int port) {

    /** The one that runs in the data directory; a file that a dead one left behind does not count. */
    static Optional<Postmaster> in(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (NoSuchFileException noneRuns) {
            return Optional.empty();
        }
        if (lines.size() < 4) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        boolean alive = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(Postmaster::isPostgres)
                .isPresent();
        return alive
                ? Optional.of(new Postmaster(pid, Integer.parseInt(lines.get(3).strip())))
                : Optional.empty();
    }

    /** After a restart of the machine the same number may belong to any program. */
    private static boolean isPostgres(ProcessHandle process) {
        try {
            String name = Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"));
            return name.strip().equals("postgres");
        } catch (IOException cannotTell) {
            return false;
        }
    }
}
