package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database writes the RFC 8785 form exactly as an independent implementation does, whatever the texts are. */
@CountersignTest
@Import(PaymentsFixture.class)
class ContentHashTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void entity() {
        scene.entity();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "quote \" backslash \\ slash /",
                "tab\tnewline\nreturn\rform\fbackspace\b",
                "bell\u0007escape\u001bdelete\u007f",
                "Größe ß 日本 \u2028\u2029 \uFEFF",
                "emoji \uD83D\uDE00 and \uD834\uDD1E",
                "</script><!-- & ' -->",
                " leading and trailing "
            })
    void isTheHashOfTheCanonicalForm(String text) throws IOException {
        UUID id = scene.received(scene.instruction("10.00"));
        jdbc.sql("update payments.payment set creditor_name = :text, remittance = :text where id = :id")
                .param("text", text)
                .param("id", id)
                .update();
        String json = jdbc.sql("select payments.content_json(p) from payments.payment p where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
        String canonical = new JsonCanonicalizer(json).getEncodedString();
        assertThat(json).isEqualTo(canonical);

        byte[] hash = jdbc.sql("select payments.content_hash(p) from payments.payment p where id = :id")
                .param("id", id)
                .query((row, n) -> row.getBytes(1))
                .single();
        Hashing expected = new Hashing();
        expected.update(canonical.getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.hex());
    }
}
