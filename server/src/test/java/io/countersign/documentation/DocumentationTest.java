package io.countersign.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.payments.Lifecycle;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Step;
import io.countersign.reconciliation.BreakGuide;
import io.countersign.reconciliation.BreakKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");
    private static final Pattern SETTING = Pattern.compile("`(countersign\\.[a-z0-9.\\[\\]-]+)`");

    @Test
    void theDiagramOfALifeIsTheLifecycle() throws IOException {
        Document.of("docs/architecture.md").requirePart("lifecycle", diagram());
    }

    @Test
    void everyErrorHasItsHeading() throws IOException {
        Document.of("docs/errors.md").requirePart("errors", errors());
    }

    @Test
    void everyBreakIsExplainedAsTheConsoleExplainsIt() throws IOException {
        Document.of("docs/reconciliation.md").requirePart("breaks", breaks());
    }

    @Test
    void everySettingIsDescribedAndEveryDescribedSettingExists() throws IOException {
        Set<String> described = new TreeSet<>();
        Matcher names = SETTING.matcher(Document.of("docs/operating.md").text());
        while (names.find()) {
            described.add(names.group(1));
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(Settings.all());
    }

    @Test
    void everyLinkInTheDocumentationLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                Path target = document.resolveSibling(links.group(1)).normalize();
                if (!Files.exists(target)) {
                    broken.add(document + " -> " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Document.REPOSITORY);
                Stream<Path> below = Files.walk(Document.REPOSITORY.resolve("docs"))) {
            return Stream.concat(top, below)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static String diagram() {
        StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> RECEIVED\n");
        for (PaymentState from : PaymentState.values()) {
            for (PaymentState to : PaymentState.values()) {
                List<String> steps = Stream.of(Step.values())
                        .filter(step -> step != Step.LIFT)
                        .filter(step -> from != to
                                && Lifecycle.next(from, step, null)
                                        .filter(to::equals)
                                        .isPresent())
                        .map(DocumentationTest::words)
                        .toList();
                if (!steps.isEmpty()) {
                    text.append("    %s --> %s: %s\n".formatted(from, to, String.join(", ", steps)));
                }
            }
        }
        for (PaymentState held : Lifecycle.from(Step.HOLD)) {
            if (Lifecycle.next(PaymentState.HELD, Step.LIFT, held)
                            .filter(held::equals)
                            .isPresent()
                    && held != PaymentState.HELD) {
                text.append("    HELD --> %s: lift\n".formatted(held));
            }
        }
        for (PaymentState end : PaymentState.values()) {
            if (end.isEnd()) {
                text.append("    %s --> [*]\n".formatted(end));
            }
        }
        return text.append("```\n").toString();
    }

    private static String words(Step step) {
        return step.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String breaks() {
        StringBuilder text = new StringBuilder();
        for (BreakKind kind : BreakKind.values()) {
            BreakGuide guide = BreakGuide.of(kind);
            text.append("\n### `")
                    .append(kind)
                    .append("`: ")
                    .append(kind.title())
                    .append("\n\n");
            text.append(guide.means())
                    .append(" *Probably:* ")
                    .append(guide.likely())
                    .append("\n\n");
            guide.next().forEach(step -> text.append("1. ").append(step).append('\n'));
        }
        return text.append('\n').toString();
    }

    private static String errors() {
        StringBuilder text = new StringBuilder();
        for (ErrorCode error : ErrorCode.values()) {
            text.append("""

                    ### %s

                    **%s.** HTTP %d, `%s`

                    %s
                    """.formatted(error.code(), error.title(), error.status(), error.name(), error.next()));
        }
        return text.append('\n').toString();
    }
}
