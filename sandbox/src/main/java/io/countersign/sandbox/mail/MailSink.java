package io.countersign.sandbox.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * The mail server of everybody in the sandbox: each letter is a file {@code 0001.eml}, as it came over the wire. Whoever's
 * address begins with {@code gone@} has left.
 */
public final class MailSink implements AutoCloseable {

    private static final int NO_SUCH_MAILBOX = 550;

    private final SMTPServer server;

    private MailSink(SMTPServer server) {
        this.server = server;
    }

    /** Starts on the loopback interface; port 0 lets the machine choose. */
    public static MailSink start(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        AtomicInteger number = new AtomicInteger(count(directory));
        SMTPServer server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, data) -> {
                    if (to.startsWith("gone@")) {
                        throw new RejectException(NO_SUCH_MAILBOX, "No such mailbox");
                    }
                    keep(directory.resolve("%04d.eml".formatted(number.incrementAndGet())), data);
                })
                .build();
        server.start();
        return new MailSink(server);
    }

    public int port() {
        return server.getPortAllocated();
    }

    private static int count(Path directory) throws IOException {
        try (Stream<Path> letters = Files.list(directory)) {
            return (int) letters.count();
        }
    }

    private static void keep(Path file, byte[] letter) {
        try {
            Files.write(file, letter);
        } catch (IOException diskFull) {
            throw new UncheckedIOException(diskFull);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
