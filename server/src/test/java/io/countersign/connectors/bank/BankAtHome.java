package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A real SFTP server in this process, with a line that drops at a chosen moment. */
final class BankAtHome implements AutoCloseable {

    /** When the line drops. */
    enum Drop {
        NEVER,
        WHILE_WRITING,
        BEFORE_RENAME,
        AFTER_RENAME
    }

    final Path home;
    final AtomicReference<Drop> drop = new AtomicReference<>(Drop.NEVER);
    private final SshServer server;
    private final KeyPair hostKey = pair();
    private final Path clientKey;

    BankAtHome(Path directory) throws IOException, GeneralSecurityException {
        home = directory.resolve("home");
        for (String name : List.of("upload", "download", "archive")) {
            Files.createDirectories(home.resolve(name));
        }
        KeyPair client = pair();
        clientKey = writeKey(directory.resolve("client-key"), client);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, client.getPublic()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(home));
        SftpSubsystemFactory sftp = new SftpSubsystemFactory();
        sftp.addSftpEventListener(new Listener());
        server.setSubsystemFactories(List.of(sftp));
        server.start();
    }

    static Path writeKey(Path file, KeyPair pair) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, out);
        }
        return file;
    }

    static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    Path clientKey() {
        return clientKey;
    }

    String hostKey() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    Connection connection(String name, String expectedHostKey, Path key) {
        return Connection.of(name, "127.0.0.1", server.getPort(), "us", key, expectedHostKey);
    }

    Connection connection(String name) {
        return connection(name, hostKey(), clientKey);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Listener implements SftpEventListener {
        @Override
        public void writing(ServerSession s, String handle, FileHandle f, long at, byte[] data, int from, int length)
                throws IOException {
            dropIf(Drop.WHILE_WRITING, s);
        }

        @Override
        public void moving(ServerSession session, Path from, Path to, Collection<CopyOption> options)
                throws IOException {
            dropIf(Drop.BEFORE_RENAME, session);
        }

        @Override
        public void moved(
                ServerSession session, Path from, Path to, Collection<CopyOption> options, @Nullable Throwable thrown)
                throws IOException {
            dropIf(Drop.AFTER_RENAME, session);
        }

        private void dropIf(Drop moment, ServerSession session) throws IOException {
            if (drop.compareAndSet(moment, Drop.NEVER)) {
                session.close(true);
                throw new IOException("The line dropped");
            }
        }
    }
}
