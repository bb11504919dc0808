package io.countersign.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MerkleTreeTest {

    private static final Path VECTORS = Path.of("../../shared/data/merkle");
    private static final Path CANONICAL = Path.of("../../shared/data/jcs");

    /** The example tree of RFC 6962, section 2.1.3, and the empty one. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
            8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
            """)
    void rootsAreThoseOfTheStandard(int size, String root) {
        String[] leaves = {
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
        };
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < size; i++) {
            tree.append(MerkleTree.leaf(HexFormat.of().parseHex(leaves[i])));
        }
        assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(root);
    }

    @Test
    void rootsAreThoseOfThePublishedVectors() throws Exception {
        JsonNode vectors = read("rfc6962_roots.json");
        MerkleTree tree = new MerkleTree();
        for (int size = 0; size <= vectors.path("leaves_hex").size(); size++) {
            assertThat(HexFormat.of().formatHex(tree.root()))
                    .isEqualTo(vectors.path("root_by_tree_size_hex").path(size).stringValue());
            if (size < vectors.path("leaves_hex").size()) {
                tree.append(MerkleTree.leaf(HexFormat.of()
                        .parseHex(vectors.path("leaves_hex").path(size).stringValue())));
            }
        }
    }

    @Test
    void provesWhatThePublishedVectorsProveAndRefusesTheRest() throws Exception {
        int right = 0;
        int wrong = 0;
        for (JsonNode vector : read("inclusion_proofs_a.json")) {
            List<byte[]> path = new ArrayList<>();
            vector.path("proof").values().forEach(hash -> path.add(bytes(hash)));
            boolean proven = MerkleTree.proves(
                    vector.path("leafIdx").asLong(),
                    vector.path("treeSize").asLong(),
                    bytes(vector.path("leafHash")),
                    path,
                    bytes(vector.path("root")));
            assertThat(proven)
                    .as(vector.path("desc").asString())
                    .isEqualTo(!vector.path("wantErr").asBoolean());
            right += proven ? 1 : 0;
            wrong += proven ? 0 : 1;
        }
        assertThat(right).isPositive();
        assertThat(wrong).isPositive();
    }

    @Test
    void everyLeafOfTreesOfManySizesIsProvenAndNoOther() {
        for (int size : new int[] {1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700, 66_000}) {
            Stored stored = new Stored();
            MerkleTree tree = grow(size, stored);
            TreePaths paths = new TreePaths(stored);
            Random random = new Random(size);
            for (int i = 0; i < Math.min(size, 200); i++) {
                int leaf = size <= 200 ? i : random.nextInt(size);
                List<byte[]> path = paths.path(leaf, size);
                byte[] hash = stored.full(0, leaf);
                assertThat(MerkleTree.proves(leaf, size, hash, path, tree.root()))
                        .isTrue();
                assertThat(MerkleTree.proves((leaf + 1) % size, size, hash, path, tree.root()))
                        .isEqualTo(size == 1);
            }
        }
    }

    @Test
    void aTreeThatIsResumedAtAnySizeHasTheSameRoot() {
        Stored stored = new Stored();
        MerkleTree whole = grow(1_000, stored);
        for (int at : new int[] {0, 1, 255, 256, 257, 640, 999, 1_000}) {
            MerkleTree resumed = MerkleTree.resume(at, new TreePaths(stored).edge(at), (level, position, hash) -> {});
            for (int leaf = at; leaf < 1_000; leaf++) {
                resumed.append(stored.full(0, leaf));
            }
            assertThat(resumed.root()).as("resumed at %d", at).isEqualTo(whole.root());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"b":1,"a":[true,null,"x"]}         | {"a":[true,null,"x"],"b":1}
            {"a":1204.50,"b":1E2,"c":-0.0}      | {"a":1204.5,"b":100,"c":0}
            {"a":1e21,"b":1e-7,"c":0.1}         | {"a":1e+21,"b":1e-7,"c":0.1}
            {"a":9007199254740993}              | {"a":"9007199254740993"}
            {"a":12345678901234567.89}          | {"a":"12345678901234567.89"}
            {"\\u20ac":"Euro","\\r":"CR","1":"One"} | {"\\r":"CR","1":"One","€":"Euro"}
            """)
    void writesTheCanonicalForm(String json, String canonical) {
        assertThat(CanonicalJson.of(json)).isEqualTo(canonical);
    }

    @Test
    void theCanonicalFormIsThatOfThePublishedVectors() throws Exception {
        assumeTrue(Files.isDirectory(CANONICAL), "no vectors beside the repository: " + CANONICAL);
        int compared = 0;
        for (String name : List.of("arrays", "unicode", "values")) {
            Path in = CANONICAL.resolve("cyberphone.json-canonicalization__input_" + name + ".json");
            Path out = CANONICAL.resolve("cyberphone.json-canonicalization__output_" + name + ".json");
            // More digits than a double holds: we keep them, as text, where the standard rounds.
            String exact = Files.readString(in).replace("333333333.33333329", "333333333.3333333");
            assertThat(CanonicalJson.of(exact)).isEqualTo(Files.readString(out).strip());
            compared++;
        }
        assertThat(compared).isEqualTo(3);
    }

    private static MerkleTree grow(int size, Stored stored) {
        MerkleTree tree = new MerkleTree(stored);
        for (int leaf = 0; leaf < size; leaf++) {
            byte[] hash = MerkleTree.leaf(("leaf " + leaf).getBytes(StandardCharsets.UTF_8));
            stored.full(0, leaf, hash);
            tree.append(hash);
        }
        return tree;
    }

    private static JsonNode read(String name) throws Exception {
        assumeTrue(Files.isDirectory(VECTORS), "no vectors beside the repository: " + VECTORS);
        return JsonMapper.builder().build().readTree(Files.readString(VECTORS.resolve(name)));
    }

    private static byte[] bytes(JsonNode node) {
        return node.isString() ? Base64.getDecoder().decode(node.stringValue()) : new byte[0];
    }

    /** Keeps hashes in memory as the database keeps them. */
    private static final class Stored implements MerkleTree.Nodes, TreePaths.Hashes {

        private final Map<List<Long>, byte[]> hashes = new HashMap<>();

        @Override
        public void full(int level, long position, byte[] hash) {
            hashes.put(Arrays.asList((long) level, position), hash);
        }

        @Override
        public byte[] full(int level, long position) {
            byte[] hash = hashes.get(Arrays.asList((long) level, position));
            assertThat(hash).as("stored hash %d/%d", level, position).isNotNull();
            return hash == null ? new byte[0] : hash;
        }
    }
}
