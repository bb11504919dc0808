package io.countersign.sandbox.bank;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** The SFTP server of the simulated banks, on loopback: one user for each bank, let in by key, shut in its own directory. */
final class SftpDesk implements AutoCloseable {

    private final Path root;
    private final SshServer server;
    private final KeyPair hostKey;
    private final Map<String, PublicKey> clients = new ConcurrentHashMap<>();
    private final Map<String, Faults> faults = new ConcurrentHashMap<>();
    private final VirtualFileSystemFactory homes = new VirtualFileSystemFactory();

    /** @param completed is told the bank and the path of each file that got its final name */
    SftpDesk(Path root, int port, BiConsumer<String, Path> completed) throws IOException {
        this.root = root;
        hostKey = keyPair(root.resolve("host-key"));
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> mayEnter(user, key));
        server.setFileSystemFactory(homes);
        SftpSubsystemFactory sftp = new SftpSubsystemFactory();
        sftp.addSftpEventListener(new Listener(faults, completed));
        server.setSubsystemFactories(List.of(sftp));
    }

    void start() throws IOException {
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** Makes the bank's directories and the client's key, and answers how to connect. */
    ConnectionSettings admit(BankProfile bank, Faults bankFaults) throws IOException {
        Path home = home(bank.name());
        for (String directory : List.of("upload", "download", "archive")) {
            Files.createDirectories(home.resolve(directory));
        }
        homes.setUserHomeDir(bank.name(), home);
        Path key = root.resolve(bank.name() + "-client-key");
        clients.put(bank.name(), keyPair(key).getPublic());
        faults.put(bank.name(), bankFaults);
        return new ConnectionSettings(
                bank.name(),
                "127.0.0.1",
                port(),
                bank.name(),
                key.toAbsolutePath(),
                PublicKeyEntry.toString(hostKey.getPublic()),
                "/upload",
                "/download",
                "/archive",
                bank.accounts().stream().map(BankProfile.Account::number).toList());
    }

    Path home(String bank) {
        return root.resolve("sftp").resolve(bank);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private boolean mayEnter(String user, PublicKey key) {
        Faults line = faults.get(user);
        return line != null && !line.isDown() && KeyUtils.compareKeys(clients.get(user), key);
    }

    /** Read from the file, or made and written there on the first start. */
    private static KeyPair keyPair(Path file) throws IOException {
        try {
            if (Files.exists(file)) {
                return new FileKeyPairProvider(file).loadKeys(null).iterator().next();
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            try (OutputStream out = Files.newOutputStream(file)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "countersign sandbox", null, out);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return pair;
        } catch (GeneralSecurityException unsupported) {
            throw new IOException("Cannot make a key", unsupported);
        }
    }

    /** Where the line fails, when a fault says so. */
    private record Listener(Map<String, Faults> faults, BiConsumer<String, Path> completed)
            implements SftpEventListener {

        @Override
        public void writing(
                ServerSession session, String handle, FileHandle file, long offset, byte[] data, int from, int length)
                throws IOException {
            of(session).at(Faults.Moment.UPLOADING);
            if (of(session).takeDuringUpload()) {
                throw dropped(session);
            }
        }

        @Override
        public void moving(ServerSession session, Path from, Path to, Collection<CopyOption> options)
                throws IOException {
            of(session).at(Faults.Moment.BEFORE_RENAME);
            if (of(session).takeBeforeRename()) {
                throw dropped(session);
            }
        }

        @Override
        public void moved(
                ServerSession session, Path from, Path to, Collection<CopyOption> options, @Nullable Throwable thrown)
                throws IOException {
            if (thrown != null) {
                return;
            }
            boolean drop = of(session).takeAfterRename();
            completed.accept(session.getUsername(), to);
            of(session).at(Faults.Moment.AFTER_RENAME);
            if (drop) {
                throw dropped(session);
            }
        }

        private Faults of(ServerSession session) {
            return faults.getOrDefault(session.getUsername(), new Faults());
        }

        private static IOException dropped(ServerSession session) {
            session.close(true);
            return new IOException("The line dropped");
        }
    }
}
