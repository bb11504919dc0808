package io.countersign.connectors.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server that keeps what it is sent and refuses recipients as it is told. */
public final class TestMailServer implements AutoCloseable {

    /** One letter as it came over the wire. */
    public record Received(String from, List<String> recipients, MimeMessage message) {}

    public final List<Received> received = new CopyOnWriteArrayList<>();

    /** Recipients that are refused, with the code of the refusal. */
    public final Map<String, Integer> refused = new ConcurrentHashMap<>();

    private final SMTPServer server;

    public TestMailServer() {
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Handler::new)
                .build();
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Handler implements MessageHandler {
        private final List<String> recipients = new ArrayList<>();
        private String from = "";

        Handler(MessageContext context) {
            assert context != null;
        }

        @Override
        public void from(String sender) {
            from = sender;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            Integer code = refused.get(recipient);
            if (code != null) {
                throw new RejectException(code, "<" + recipient + "> is not wanted here");
            }
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException {
            try {
                MimeMessage message = new MimeMessage(
                        Session.getInstance(new Properties()), new ByteArrayInputStream(data.readAllBytes()));
                received.add(new Received(from, List.copyOf(recipients), message));
            } catch (MessagingException broken) {
                throw new IOException(broken);
            }
            return "taken";
        }

        @Override
        public void done() {
            // The next letter begins anew.
        }
    }
}
