package io.countersign.connectors.mail;

import io.countersign.connectors.Dependencies;
import io.countersign.payments.ports.AdvicePost;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Posts letters by SMTP. What the server says for good (5xx about a recipient or a letter) is told apart from what may pass
 * (4xx, no answer, a password that was just changed). It has a breaker of its own.
 */
final class Smtp implements AdvicePost {

    private static final String DEPENDENCY = "mail";
    private static final int LONGEST_REASON = 300;

    private final MailSettings settings;
    private final Dependencies dependencies;
    private final Clock clock;
    private final Session session;

    Smtp(MailSettings settings, Dependencies dependencies, Clock clock) {
        this.settings = settings;
        this.dependencies = dependencies;
        this.clock = clock;
        this.session = Session.getInstance(properties(settings));
    }

    private static Properties properties(MailSettings settings) {
        String millis = String.valueOf(settings.timeout().toMillis());
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", Objects.requireNonNull(settings.host()));
        properties.put("mail.smtp.port", String.valueOf(settings.usedPort()));
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.auth", String.valueOf(settings.user() != null));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (settings.tls()) {
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                properties.put("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.put("mail.smtp.ssl.enable", "true");
            case NONE -> {
                // Within this machine.
            }
        }
        return properties;
    }

    @Override
    public Posted post(Letter letter) {
        if (!dependencies.mayTry(DEPENDENCY)) {
            return new Posted.Later("The mail server did not answer lately");
        }
        List<InternetAddress> recipients;
        try {
            recipients = Recipients.of(letter.to());
        } catch (AddressException wrong) {
            return new Posted.Refused("The e-mail address cannot be written to: " + told(wrong.getMessage()));
        }
        try (Transport transport = session.getTransport()) {
            transport.connect(settings.user(), settings.password());
            transport.sendMessage(message(letter, recipients), recipients.toArray(InternetAddress[]::new));
            dependencies.answered(DEPENDENCY);
            return new Posted.Taken(
                    recipients.stream().map(InternetAddress::getAddress).collect(Collectors.joining(", ")));
        } catch (MessagingException | IOException failed) {
            return outcome(failed);
        }
    }

    private Posted outcome(Exception failed) {
        int code = failed instanceof SendFailedException ? code(failed) : 0;
        String why = told(message(failed));
        if (code == 0) {
            dependencies.failed(DEPENDENCY, why);
            return new Posted.Later("The mail server cannot be used: " + why);
        }
        dependencies.answered(DEPENDENCY);
        boolean forGood = code >= 500 && !(failed instanceof AuthenticationFailedException);
        return forGood
                ? new Posted.Refused("The mail server says " + why)
                : new Posted.Later("The mail server says " + why);
    }

    /** What the server answered, looked for in the chain; 0 if it answered nothing. */
    private static int code(@Nullable Exception failed) {
        return switch (failed) {
            case null -> 0;
            case SMTPAddressFailedException refused -> refused.getReturnCode();
            case SMTPSendFailedException refused
            when refused.getNextException() instanceof SMTPAddressFailedException one -> one.getReturnCode();
            case SMTPSendFailedException refused -> refused.getReturnCode();
            case SMTPSenderFailedException refused -> refused.getReturnCode();
            case MessagingException other -> code(other.getNextException());
            default -> 0;
        };
    }

    private static @Nullable String message(Exception failed) {
        return failed instanceof SendFailedException refused && refused.getNextException() != null
                ? message(refused.getNextException())
                : failed.getMessage();
    }

    private MimeMessage message(Letter letter, List<InternetAddress> recipients)
            throws MessagingException, IOException {
        InternetAddress from = new InternetAddress(Objects.requireNonNull(settings.from()), true);
        from.setPersonal(header(letter.sender()), StandardCharsets.UTF_8.name());
        String domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
        MimeMessage message = new Named(session, "<%s@%s>".formatted(letter.id(), domain));
        message.setFrom(from);
        if (settings.replyTo() != null) {
            message.setReplyTo(new InternetAddress[] {new InternetAddress(settings.replyTo(), true)});
        }
        message.setRecipients(Message.RecipientType.TO, recipients.toArray(InternetAddress[]::new));
        message.setSubject(header(letter.subject()), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart(text(letter), document(letter)));
        return message;
    }

    private static MimeBodyPart text(Letter letter) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), StandardCharsets.UTF_8.name());
        return text;
    }

    private static MimeBodyPart document(Letter letter) throws MessagingException, IOException {
        MimeBodyPart document = new MimeBodyPart();
        document.setDataHandler(new DataHandler(new ByteArrayDataSource(letter.document(), "application/pdf")));
        document.setFileName(letter.fileName());
        return document;
    }

    /** A header is one line, whatever a name brings along; text that turns the reading direction is none either. */
    private static String header(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** The server's words for records: one line, and without the address, which is personal data. */
    private static String told(@Nullable String message) {
        String line = header(message == null ? "nothing" : message).replaceAll("\\S+@\\S+", "(address)");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
    }

    /** A message whose id is ours, so that a second copy of a letter can be recognised. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
