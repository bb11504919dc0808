package io.countersign.governance.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signed heads that were kept outside the database. Each root commits to everything before it, so the last thousand are
 * as good as all of them. A line with a bad signature counts for nothing.
 */
final class KeptHeads {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 1_000;

    private final TreeMap<Long, String> roots = new TreeMap<>();

    /** @param publicKey the key that was kept beside them */
    static KeptHeads read(@Nullable Path file, byte @Nullable [] publicKey) throws IOException {
        KeptHeads kept = new KeptHeads();
        if (file == null || publicKey == null || !Files.exists(file)) {
            return kept;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                kept.add(line, publicKey);
            }
        }
        return kept;
    }

    private void add(String line, byte[] publicKey) {
        try {
            JsonNode head = JSON.readTree(line);
            String signed = head.path("text").asString("");
            byte[] signature = HexFormat.of().parseHex(head.path("signature").asString(""));
            if (SealText.signed(signed, publicKey, signature)) {
                JsonNode text = JSON.readTree(signed);
                roots.put(text.path("seal").asLong(), text.path("root").asString(""));
                if (roots.size() > MOST) {
                    roots.pollFirstEntry();
                }
            }
        } catch (JacksonException | IllegalArgumentException halfWritten) {
            // a line that a crash cut off; the head is in the database all the same
        }
    }

    /** Whether a root is another than the one kept for this seal. */
    boolean contradict(SealText seal) {
        String kept = roots.remove(seal.number());
        return kept != null && !kept.equals(seal.root());
    }

    /** The first seal that was kept and not met. */
    Optional<Long> missing() {
        Iterator<Long> left = roots.keySet().iterator();
        return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }
}
