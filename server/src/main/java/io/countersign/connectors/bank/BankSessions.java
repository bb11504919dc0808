package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Objects;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Opens SFTP sessions to banks: the host key is the configured one or nothing is said; we show our key, never a password. */
@Component
class BankSessions {

    private static final Logger LOG = LoggerFactory.getLogger(BankSessions.class);
    private static final AttributeRepository.AttributeKey<Connection> CONNECTION =
            new AttributeRepository.AttributeKey<>();

    private final SshClient client;

    BankSessions() {
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(this::isTheBanks);
        client.setKeyIdentityProvider(null);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setAgentFactory(null);
        client.start();
    }

    @PreDestroy
    void close() {
        client.stop();
    }

    /** @throws IOException if the bank does not answer in time, shows another key or does not know ours */
    Sftp open(Connection connection) throws IOException {
        BankConnections.Sftp line = connection.sftp();
        ClientSession session = client.connect(
                        line.user(),
                        new InetSocketAddress(line.host(), line.port()),
                        AttributeRepository.ofKeyValuePair(CONNECTION, connection),
                        null)
                .verify(connection.connectTimeout())
                .getSession();
        try {
            CoreModuleProperties.IDLE_TIMEOUT.set(
                    session, connection.readTimeout().multipliedBy(2));
            SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(session, connection.connectTimeout());
            for (KeyPair key : new FileKeyPairProvider(line.privateKey()).loadKeys(null)) {
                session.addPublicKeyIdentity(key);
            }
            session.auth().verify(connection.connectTimeout());
            SftpClient sftp = SftpClientFactory.instance().createSftpClient(session);
            return new Sftp(session, sftp);
        } catch (IOException | RuntimeException failed) {
            session.close(true);
            throw failed;
        }
    }

    private boolean isTheBanks(ClientSession session, SocketAddress remote, PublicKey shown) {
        AttributeRepository context = session.getConnectionContext();
        Connection connection = context == null ? null : context.getAttribute(CONNECTION);
        if (connection == null) {
            return false;
        }
        String expected = connection.sftp().hostKey().strip();
        boolean same = expected.startsWith("SHA256:")
                ? expected.equals(KeyUtils.getFingerPrint(shown))
                : KeyUtils.compareKeys(parse(expected), shown);
        if (!same) {
            LOG.error(
                    "Bank connection {} shows the host key {} instead of the configured one; nothing is sent",
                    connection.name(),
                    KeyUtils.getFingerPrint(shown));
        }
        return same;
    }

    private static PublicKey parse(String line) {
        try {
            PublicKey key = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
            return Objects.requireNonNull(key, "no key");
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw new IllegalStateException("The configured host key cannot be read", unreadable);
        }
    }

    /** One session with its SFTP channel. */
    record Sftp(ClientSession session, SftpClient files) implements AutoCloseable {
        @Override
        public void close() {
            try {
                session.close(true);
            } catch (RuntimeException alreadyGone) {
                LOG.debug("Session was already gone", alreadyGone);
            }
        }
    }
}
