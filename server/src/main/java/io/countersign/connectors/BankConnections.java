package io.countersign.connectors;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The banks we are connected to, from {@code countersign.bank.connections}.
 *
 * @param connections one for each agreement with a bank; empty if no bank is connected
 * @param pollEvery how often a bank's outbox is looked at while the timing policy says real-time
 */
@ConfigurationProperties("countersign.bank")
public record BankConnections(
        @DefaultValue List<Connection> connections,
        @DefaultValue("15s") Duration pollEvery) {

    public BankConnections {
        connections = List.copyOf(connections);
        long names = connections.stream().map(Connection::name).distinct().count();
        if (names != connections.size()) {
            throw new IllegalArgumentException("Two bank connections have the same name");
        }
    }

    public Optional<Connection> named(String name) {
        return connections.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The connection that serves an account of ours. */
    public Optional<Connection> ofAccount(String number) {
        return connections.stream().filter(c -> c.accounts().contains(number)).findFirst();
    }

    /** How files go to a bank and come from it. */
    public enum Channel {
        /** Over SFTP, by our key, to the host key the bank told us. */
        SFTP,
        /** Over the bank's API: a client certificate, a token by OAuth 2 client credentials, files as documents. */
        HTTPS,
        /** Through directories of this machine that another program carries to the bank, such as an EBICS client. */
        FOLDER,
        /** By a person, who uploads the file in the bank's portal and says so here. */
        PORTAL
    }

    /** By which message payments are called back. */
    public enum RecallMessage {
        /** Customer to bank: what corporates send. */
        CAMT_055("camt.055.001.08"),
        /** Between banks; for the few that take it from a customer. */
        CAMT_056("camt.056.001.08"),
        /** The reversal of a payment, where a bank takes it for credit transfers too; beside pain.001.001.03. */
        PAIN_007_001_02("pain.007.001.02"),
        /** Beside pain.001.001.09. */
        PAIN_007_001_09("pain.007.001.09"),
        /** Beside pain.001.001.11. */
        PAIN_007_001_11("pain.007.001.11"),
        /** The bank takes no recalls as a file. */
        NONE("none");

        private final String code;

        RecallMessage(String code) {
            this.code = code;
        }

        /** Message and version as ISO 20022 writes them, or {@code none}. */
        public String code() {
            return code;
        }

        public static Optional<RecallMessage> of(String code) {
            return Arrays.stream(values())
                    .filter(each -> each.code.equals(code))
                    .findFirst();
        }

        /** Whether it is the customer's request to reverse a payment, rather than one to cancel it. */
        public boolean reverses() {
            return code.startsWith("pain.007.");
        }
    }

    /**
     * One agreement with one bank.
     *
     * @param name what policies, payments and people call it
     * @param channel how files travel
     * @param host the SFTP server; with {@code user}, {@code privateKey} and {@code hostKey} needed by SFTP alone
     * @param privateKey file with our private key, in OpenSSH or PEM form
     * @param hostKey the bank's key as it told us: {@code ssh-ed25519 AAAA...} or {@code SHA256:...}; nothing else is
     *     spoken to
     * @param uploadDir where the bank reads files from us
     * @param downloadDir where the bank leaves files for us
     * @param archiveDir where handled files are found; null if the bank has none, then what we have stored is removed
     *     from the download directory
     * @param temporarySuffix ends the name of a file that is not complete; agreed with the bank, which never reads it
     * @param accounts numbers of our accounts that this connection serves
     * @param credentialsExpire the last day on which the bank takes our key, where it sets one; an alarm is raised ahead.
     *     A certificate says so itself
     * @param https the bank's API; needed by HTTPS alone
     * @param profile the bank profile by which files are written and checked
     * @param recall by which message payments are called back, such as {@code camt.055}, or {@code none}; null leaves it
     *     to the profile
     * @param security how files are signed and encrypted by us and by the bank; null leaves that to the channel
     */
    public record Connection(
            String name,
            @DefaultValue("SFTP") Channel channel,
            @Nullable String host,
            @DefaultValue("22") int port,
            @Nullable String user,
            @Nullable Path privateKey,
            @Nullable String hostKey,
            @DefaultValue("/upload") String uploadDir,
            @DefaultValue("/download") String downloadDir,
            @Nullable String archiveDir,
            @DefaultValue(".part") String temporarySuffix,
            @DefaultValue List<String> accounts,
            @DefaultValue("10s") Duration connectTimeout,
            @DefaultValue("30s") Duration readTimeout,
            @Nullable LocalDate credentialsExpire,
            @Nullable Https https,
            @DefaultValue("sepa-generic-09") String profile,
            @Nullable RecallMessage recall,
            @Nullable Security security) {

        public Connection {
            accounts = accounts.stream().map(a -> a.replace(" ", "")).toList();
            if (temporarySuffix.isBlank()) {
                throw new IllegalArgumentException("Bank connection %s needs a temporary suffix".formatted(name));
            }
            if (channel == Channel.SFTP) {
                need(name, host, "host");
                need(name, user, "user");
                need(name, privateKey, "private-key");
                need(name, hostKey, "host-key");
            }
            if (channel == Channel.PORTAL && security != null) {
                throw new IllegalArgumentException(
                        "Bank connection %s: what a person uploads in a portal is not sealed here".formatted(name));
            }
            if (channel == Channel.HTTPS) {
                need(name, https, "https");
            }
        }

        private static void need(String connection, @Nullable Object value, String setting) {
            if (value == null || value.toString().isBlank()) {
                throw new IllegalArgumentException("Bank connection %s needs %s".formatted(connection, setting));
            }
        }

        /** An SFTP connection as a test or a program makes it, with the usual directories and timeouts. */
        public static Connection of(String name, String host, int port, String user, Path privateKey, String hostKey) {
            return new Connection(
                    name,
                    Channel.SFTP,
                    host,
                    port,
                    user,
                    privateKey,
                    hostKey,
                    "/upload",
                    "/download",
                    "/archive",
                    ".part",
                    List.of(),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    null,
                    null,
                    "sepa-generic-09",
                    null,
                    null);
        }

        /** The bank's API. */
        public Https api() {
            return Objects.requireNonNull(https);
        }

        /** Who we are at the SFTP server, and who it must be. */
        public Sftp sftp() {
            return new Sftp(
                    Objects.requireNonNull(host),
                    port,
                    Objects.requireNonNull(user),
                    Objects.requireNonNull(privateKey),
                    Objects.requireNonNull(hostKey));
        }
    }

    /** What a file is protected by, beside its channel. */
    public enum Protection {
        NONE,
        SIGNED,
        ENCRYPTED,
        SIGNED_AND_ENCRYPTED;

        public boolean signed() {
            return this == SIGNED || this == SIGNED_AND_ENCRYPTED;
        }

        public boolean encrypted() {
            return this == ENCRYPTED || this == SIGNED_AND_ENCRYPTED;
        }
    }

    /** In which form files are signed and encrypted. */
    public enum SealForm {
        /** OpenPGP, RFC 9580. */
        PGP(".pgp"),
        /** Cryptographic Message Syntax, RFC 5652, DER. */
        CMS(".p7m");

        private final String suffix;

        SealForm(String suffix) {
            this.suffix = suffix;
        }
    }

    /**
     * How files are signed and encrypted.
     *
     * @param outgoing what is done to files for the bank
     * @param incoming what every file of the bank has to have; one that has it not is quarantined
     * @param ownKey our private key: an OpenPGP key ring, or PKCS #12 with our certificate
     * @param ownKeyPassword what unlocks it
     * @param bankKey the bank's public keys: an OpenPGP key ring, or its certificates as PEM. Nobody else's signature counts
     * @param suffix is added to the names of files for the bank; {@code .pgp} or {@code .p7m} where none is named
     */
    public record Security(
            SealForm form,
            @DefaultValue("SIGNED_AND_ENCRYPTED") Protection outgoing,
            @DefaultValue("SIGNED_AND_ENCRYPTED") Protection incoming,
            Path ownKey,
            String ownKeyPassword,
            Path bankKey,
            @Nullable String suffix) {

        /** What the name of a sealed file ends with. */
        public String usedSuffix() {
            return suffix == null ? form.suffix : suffix;
        }
    }

    /** The two ends of an SFTP line. */
    public record Sftp(String host, int port, String user, Path privateKey, String hostKey) {}

    /**
     * A bank's API. Paths are below {@code baseUrl}; {@code {messageId}} and {@code {id}} stand for what they say.
     *
     * @param baseUrl https only
     * @param tokenUrl where a token is given for the client's credentials (RFC 6749, section 4.4)
     * @param keyStore PKCS #12 file with our certificate and its key (mutual TLS, RFC 8705)
     * @param trust PEM file with the certificates that may sign the bank's; null trusts those of the Java runtime
     * @param submitPath takes a payment file by POST, once for each {@code Idempotency-Key}
     * @param statusPath says what became of a file, by our message id; 404 if the bank does not know it
     * @param documentsPath lists what the bank has for us
     */
    public record Https(
            URI baseUrl,
            URI tokenUrl,
            String clientId,
            String clientSecret,
            @Nullable String scope,
            Path keyStore,
            String keyStorePassword,
            @Nullable Path trust,
            @DefaultValue("/payment-files") String submitPath,
            @DefaultValue("/payment-files/{messageId}") String statusPath,
            @DefaultValue("/documents") String documentsPath) {

        public Https {
            if (!"https".equals(baseUrl.getScheme()) || !"https".equals(tokenUrl.getScheme())) {
                throw new IllegalArgumentException("A bank's API is spoken to over https only");
            }
        }
    }
}
