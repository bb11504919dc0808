package io.countersign.governance.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.governance.Journal;
import io.countersign.governance.Journals;
import io.countersign.model.Cause;
import io.countersign.payments.Step;
import io.countersign.platform.PostgresTest;
import io.countersign.platform.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class EventCatalogueTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** How the code names a type: in the SQL of a journal, in an entry, or as the act of an identity. */
    private static final Pattern IN_SQL = Pattern.compile("'([a-z-]+\\.[a-z-]+)'(?: end)? as type");

    private static final Pattern ALTERNATIVE = Pattern.compile("then '([a-z-]+\\.[a-z-]+)' else '([a-z-]+\\.[a-z-]+)'");
    private static final Pattern IN_ENTRY = Pattern.compile("Entry\\(\\s*\"([a-z-]+\\.[a-z-]+)\"");
    private static final Pattern OF_IDENTITY = Pattern.compile("(?:record\\(\\s*|change\\(caller, id, )\"([a-z-]+)\"");

    private final TestDatabase database;
    private final EventCatalogue catalogue = new EventCatalogue();

    EventCatalogueTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void everyStepOfAPaymentIsDeclared() {
        for (Step step : Step.values()) {
            assertThat(catalogue.find(step.eventType())).as(step.eventType()).isPresent();
        }
    }

    @Test
    void everyTypeNamedInTheCodeIsDeclared() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                named.addAll(namedIn(file));
            }
        }
        assertThat(named).as("types found in the sources").hasSizeGreaterThan(8);
        assertThat(named)
                .allSatisfy(type -> assertThat(catalogue.find(type)).as(type).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner",
                "key",
                "ordering",
                "idempotency",
                "replay",
                "retention",
                "classification",
                "schema",
                "description"
            })
    void aTypeOfWhichSomethingIsNotSaidIsRefused(String missing) {
        Map<String, Object> family = aFamily();
        assertThat(CatalogueFile.types(family, "test.yaml")).hasSize(1);
        family.remove(missing);
        if (missing.equals("description")) {
            family.put("types", Map.of("test.done", Map.of()));
        }
        assertThatThrownBy(() -> CatalogueFile.types(family, "test.yaml"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The event type test.done in test.yaml needs its " + missing);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            replay,         SOMETIMES, has a replay policy
            classification, SECRET,    has a classification
            retention,      ten years, has a retention
            family,         other,     is not of the family
            """)
    void aTypeOfWhichSomethingIsWrongIsRefused(String what, String value, String message) {
        Map<String, Object> family = aFamily();
        family.put(what, value);
        assertThatThrownBy(() -> CatalogueFile.types(family, "test.yaml")).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            payment.held | {"payment":"PAY-26-1","state":"HELD","amount":"10.00","currency":"EUR","reason":"DUPLICATE","detail":"d"} | true
            payment.held | {"payment":"PAY-26-1","state":"HELD","amount":10.00,"currency":"EUR","reason":"DUPLICATE","detail":"d"} | false
            payment.held | {"payment":"PAY-26-1","state":"HELD","amount":"10.00","currency":"EUR"} | false
            payment.held | {"payment":"PAY-26-1","state":"HELD","amount":"10.00","currency":"EUR","reason":"R","detail":"d","iban":"DE89"} | false
            case.resolved | {"case":"BC-1","queue":"BUSINESS","kind":"HELD","payment":null,"about":"PAY-26-1","resolution":"OVER"} | true
            nobody.knows | {} | false
            """)
    void schemasAcceptWhatTheySayAndNothingElse(String type, String data, boolean valid) {
        assertThat(new EventSchemas().faults(type, data).isEmpty()).isEqualTo(valid);
    }

    @Test
    void everySchemaCanBeUsed() {
        EventSchemas schemas = new EventSchemas();
        assertThat(catalogue.types())
                .hasSizeGreaterThan(40)
                .allSatisfy(type -> assertThat(schemas.faults(type.name(), "{\"surely-unknown\": 1}"))
                        .as(type.name())
                        .isNotEmpty());
    }

    @Test
    void anUndeclaredEventCannotBePublished() {
        Journal journal = Journals.journal(database, Clock.systemUTC());
        Cause cause = Cause.system("test", UUID.randomUUID());
        Journal.Entry entry = new Journal.Entry("nobody.knows", "x", 1, null, null, null, Map.of());
        assertThatThrownBy(() -> journal.record(entry, cause)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.bind(database.jdbc().sql("""
                                        with journal as (
                                            select cast(type as text) as type, 'x' as subject, 1 as sequence,
                                                   null as legal_entity, 'c' as correlation_id, null as why,
                                                   null as policy, '{}'::jsonb as data
                                            from (values ('case.opened'), ('nobody.knows')) v(type))
                                        """ + journal.append("select 1")), cause)
                        .query(Integer.class)
                        .single())
                .rootCause()
                .hasMessageContaining("The event type nobody.knows is not in the catalogue");
        assertThat(database.jdbc()
                        .sql("select count(*) from governance.event")
                        .query(Long.class)
                        .single())
                .as("nothing of the statement was written")
                .isZero();
    }

    private static Set<String> namedIn(Path file) throws IOException {
        String source = Files.readString(file);
        Set<String> found = new TreeSet<>();
        for (Pattern pattern : List.of(IN_SQL, ALTERNATIVE, IN_ENTRY)) {
            Matcher matcher = pattern.matcher(source);
            while (matcher.find()) {
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    found.add(matcher.group(group));
                }
            }
        }
        Matcher identity = OF_IDENTITY.matcher(file.toString().contains("/identity/") ? source : "");
        while (identity.find()) {
            found.add("identity." + identity.group(1));
        }
        return found;
    }

    private static Map<String, Object> aFamily() {
        Map<String, Object> family = new HashMap<>(Map.of(
                "family", "test",
                "owner", "somebody",
                "key", "the id",
                "ordering", "per id",
                "idempotency", "the event id",
                "replay", "ANY",
                "retention", "P1Y",
                "classification", "INTERNAL",
                "schema", Map.of("type", "object"),
                "types", Map.of("test.done", Map.of("description", "It is done"))));
        assertThat(family).hasSize(10);
        return family;
    }
}
