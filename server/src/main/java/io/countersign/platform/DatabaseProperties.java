package io.countersign.platform;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the data is.
 *
 * @param data the data directory
 * @param database which PostgreSQL
 */
@ConfigurationProperties("countersign")
record DatabaseProperties(
        @DefaultValue(".countersign") Path data,
        @DefaultValue Database database) {

    /**
     * @param url of a PostgreSQL somebody else runs, as {@code jdbc:postgresql://} or {@code postgres://user:password@};
     *     without it, Countersign runs its own in the data directory
     * @param poolSize the most connections of this process
     */
    record Database(
            @Nullable String url,
            @Nullable String user,
            @Nullable String password,
            @DefaultValue("32") int poolSize) {

        DatabaseAccess access() {
            String address = java.util.Objects.requireNonNull(url);
            if (address.startsWith("jdbc:")) {
                return DatabaseAccess.external(
                        address, new DatabaseAccess.User(user == null ? "countersign" : user, password));
            }
            return fromUri(URI.create(address));
        }

        /** The form that most providers hand out. */
        private DatabaseAccess fromUri(URI uri) {
            String[] parts = uri.getUserInfo() == null
                    ? new String[0]
                    : uri.getUserInfo().split(":", 2);
            String name = user != null ? user : parts.length > 0 ? parts[0] : "countersign";
            String secret = password != null ? password : parts.length > 1 ? parts[1] : null;
            String jdbc = "jdbc:postgresql://%s%s%s%s"
                    .formatted(
                            uri.getHost(),
                            uri.getPort() < 0 ? "" : ":" + uri.getPort(),
                            uri.getPath(),
                            uri.getQuery() == null ? "" : "?" + uri.getQuery());
            return DatabaseAccess.external(jdbc, new DatabaseAccess.User(name, secret));
        }
    }
}
