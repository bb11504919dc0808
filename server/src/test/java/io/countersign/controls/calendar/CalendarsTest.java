package io.countersign.controls.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendars as data: the rules of the shipped ones, and what happens to files of one's own. */
class CalendarsTest {

    private static final Path FACTS = Path.of("../../shared/data/calendars");
    private static final String OWN = """
            calendar: RHEINBANK
            name: Rheinbank
            owner: treasurer
            source: Letter of the bank, 2 November 2026
            connections: [rheinbank]
            closed:
              - {on: 2026-11-11, name: System change}
            """;

    private static final Calendars SHIPPED = new Calendars();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TARGET | 2026-04-03 | Good Friday
            TARGET | 2026-05-01 | Labour Day
            TARGET | 2026-12-24 |
            DE     | 2026-10-03 | German Unity Day
            DE     | 2026-12-24 | Christmas Eve
            CH     | 2026-08-01 | National Day
            CH     | 2026-01-02 | Berchtold's Day
            GB     | 2027-12-27 | Christmas Day
            GB     | 2027-12-28 | Boxing Day
            GB     | 2022-12-27 | Christmas Day
            GB     | 2020-05-04 |
            GB     | 2022-06-02 | Spring bank holiday
            UK     | 2026-08-31 | Summer bank holiday
            US-FED | 2026-11-26 | Thanksgiving Day
            US-FED | 2026-07-03 |
            US-FED | 2027-07-05 | Independence Day
            US-FED | 2021-06-18 |
            SE     | 2026-06-19 | Midsummer Eve
            SE     | 2027-06-25 | Midsummer Eve
            DK     | 2023-05-05 | Great Prayer Day
            DK     | 2026-05-15 | Day after Ascension Day
            PL     | 2024-12-24 |
            PL     | 2025-12-24 | Christmas Eve
            """)
    void isClosedByItsRules(String calendar, LocalDate date, String reason) {
        BusinessDays days = SHIPPED.named(List.of(calendar));
        assertThat(days.closings(date, date.plusDays(1)))
                .filteredOn(closing -> !closing.weekend())
                .extracting(BusinessDays.Closing::reason)
                .isEqualTo(reason == null ? List.of() : List.of(reason));
    }

    @Test
    void knowsEveryClosingDayOfTargetThatTheCentralBankPublished() throws IOException {
        Path file = FACTS.resolve("target_closing_days_2024_2027.tsv");
        assumeTrue(Files.exists(file), "The published closing days are not here: " + file);
        TreeSet<LocalDate> published = new TreeSet<>();
        for (String line :
                Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
            published.add(LocalDate.parse(line.split("\t", -1)[0]));
        }
        TreeSet<LocalDate> ours = new TreeSet<>();
        BusinessDays target = SHIPPED.named(List.of("TARGET"));
        for (LocalDate day = LocalDate.of(2024, 1, 1); day.getYear() < 2028; day = day.plusDays(1)) {
            if (!target.isOpen(day) && (day.getDayOfWeek().getValue() < 6 || published.contains(day))) {
                ours.add(day);
            }
        }
        assertThat(ours).isEqualTo(published);
    }

    @Test
    void countsBusinessDaysOfTarget() throws IOException {
        Path file = FACTS.resolve("target_addition_vectors.tsv");
        assumeTrue(Files.exists(file), "The vectors are not here: " + file);
        BusinessDays target = SHIPPED.named(List.of("TARGET"));
        for (String line :
                Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
            String[] cells = line.split("\t", -1);
            assertThat(target.plus(LocalDate.parse(cells[0]), Integer.parseInt(cells[1])))
                    .as(line)
                    .isEqualTo(LocalDate.parse(cells[2]));
        }
    }

    @Test
    void findsEasterOfEveryCentury() {
        assertThat(List.of(1818, 1943, 2000, 2024, 2026, 2038, 2100, 2285).stream()
                        .map(ClosingRule::easter))
                .containsExactly(
                        LocalDate.of(1818, 3, 22),
                        LocalDate.of(1943, 4, 25),
                        LocalDate.of(2000, 4, 23),
                        LocalDate.of(2024, 3, 31),
                        LocalDate.of(2026, 4, 5),
                        LocalDate.of(2038, 4, 25),
                        LocalDate.of(2100, 3, 28),
                        LocalDate.of(2285, 3, 22));
    }

    @Test
    void joinsTheCalendarsOfSchemeCurrencyAndBank() throws IOException {
        Files.writeString(directory.resolve("rheinbank.yaml"), """
                calendar: RHEINBANK
                name: Rheinbank
                owner: treasurer
                source: Letter of the bank, 2 November 2026
                connections: [rheinbank]
                includes: [DE]
                closed:
                  - {on: 2026-11-11, name: System change}
                """);
        Calendars calendars = withOwn();
        BusinessDays days = calendars.of(List.of(), "EUR", "rheinbank", null);
        assertThat(days.names()).containsExactlyInAnyOrder("TARGET", "RHEINBANK");
        assertThat(days.following(LocalDate.of(2026, 11, 11))).isEqualTo(LocalDate.of(2026, 11, 12));
        assertThat(days.following(LocalDate.of(2026, 12, 24))).isEqualTo(LocalDate.of(2026, 12, 28));
        assertThat(calendars.of(List.of(), "EUR", "other", null).following(LocalDate.of(2026, 12, 24)))
                .isEqualTo(LocalDate.of(2026, 12, 24));
    }

    @Test
    void refusesABrokenFileWithEveryLineAndKeepsTheShippedOne() throws IOException {
        Files.writeString(directory.resolve("target.yaml"), """
                calendar: TARGET
                name: TARGET
                owner: treasurer
                source: somebody
                closed:
                  - {on: 13-01, name: No such month}
                  - {every: fifth MONDAY of MAY, name: No such ordinal}
                  - {easter: often, name: No number}
                  - {on: 05-01, easter: 1, name: Two at once}
                  - {on: 05-01, colour: blue, name: Unknown cell}
                  - {on: 05-01}
                """);
        Calendars calendars = withOwn();
        assertThat(calendars.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.file()).isEqualTo("target.yaml");
            assertThat(refused.faults())
                    .extracting(fault -> fault.path())
                    .containsExactly("line 6", "line 7", "line 8", "line 9", "line 10", "line 11");
        });
        assertThat(calendars.named(List.of("TARGET")).isOpen(LocalDate.of(2026, 5, 1)))
                .isFalse();
    }

    @Test
    void refusesACalendarThatIncludesWhatIsNotThere() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"), "calendar: A\nname: A\nowner: treasurer\nsource: s\nincludes: [B]\n");
        Files.writeString(
                directory.resolve("b.yaml"), "calendar: B\nname: B\nowner: treasurer\nsource: s\nincludes: [A]\n");
        Calendars calendars = withOwn();
        assertThat(calendars.refused()).hasSize(2);
        assertThatThrownBy(() -> calendars.named(List.of("A"))).hasMessage("There is no calendar \"A\"");
    }

    @Test
    void theCalendarOfABankIsTheOneThatNamesItOrElseTheOneItsProfileNames() {
        Calendars calendars = new Calendars();
        calendars.take(Map.of("rheinbank.yaml", OWN));
        assertThat(calendars.of(List.of(), "EUR", "other", "GB").names()).containsExactlyInAnyOrder("TARGET", "GB");
        assertThat(calendars.of(List.of(), "EUR", "rheinbank", "GB").names())
                .containsExactlyInAnyOrder("TARGET", "RHEINBANK");
        assertThat(calendars.of(List.of(), "EUR", "other", "NOWHERE").names()).containsExactly("TARGET");
    }

    @Test
    void aChangedFileCountsFromThenOnAndABrokenOneLeavesWhatWasSaidBefore() {
        Calendars calendars = new Calendars();
        LocalDate day = LocalDate.of(2026, 11, 11);
        assertThat(calendars.take(Map.of("rheinbank.yaml", OWN))).isEmpty();
        assertThat(calendars.of(List.of(), "EUR", "rheinbank", null).isOpen(day))
                .isFalse();
        assertThat(calendars.take(Map.of("rheinbank.yaml", OWN.replace("2026-11-11", "2026-11-31"))))
                .hasSize(1);
        assertThat(calendars.of(List.of(), "EUR", "rheinbank", null).isOpen(day))
                .isFalse();
        assertThat(calendars.take(Map.of("rheinbank.yaml", OWN.replace("2026-11-11", "2026-11-12"))))
                .isEmpty();
        assertThat(calendars.of(List.of(), "EUR", "rheinbank", null).isOpen(day))
                .isTrue();
    }

    private Calendars withOwn() throws IOException {
        Map<String, String> own = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                own.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        Calendars calendars = new Calendars();
        calendars.take(own);
        return calendars;
    }
}
