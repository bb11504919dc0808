package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseView;
import io.countersign.controls.policy.PolicyVersion;
import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.audit.InclusionProof;
import io.countersign.governance.identity.WaysIn;
import io.countersign.payments.Compliance;
import io.countersign.payments.Freezes;
import io.countersign.payments.ManualUploads;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Recalls;
import io.countersign.payments.RemittanceAdvices;
import io.countersign.payments.Views;
import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.reconciliation.BreakEvidence;
import io.countersign.reconciliation.BreakGuide;
import io.countersign.reconciliation.BreakKind;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Certificate;
import io.countersign.reconciliation.ErpTold;
import io.countersign.reconciliation.MonthInView;
import io.countersign.reconciliation.Statements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/** Every page, with every field set: nothing inline, every text escaped, every table and control named. */
class PagesTest {

    private static final SpringTemplateEngine ENGINE = engine();

    /** The pages that stand in the frame, and what each is given. */
    static Map<String, Map<String, Object>> pages(Samples samples) {
        Map<String, Map<String, Object>> pages = new HashMap<>();
        pages.put("today", today(samples));
        pages.put(
                "runs",
                Map.of("rows", samples.two(RunsPage.Row.class), "text", "a", "pager", samples.one(Pager.class)));
        pages.put("run", run(samples));
        pages.put(
                "recall", Map.of("run", samples.one(Views.Run.class), "previews", samples.two(Recalls.Preview.class)));
        pages.put(
                "confirm",
                Map.of(
                        "act",
                        Act.APPROVE,
                        "back",
                        "/runs/1",
                        "name",
                        samples.one(Views.Run.class).name(),
                        "reference",
                        "RUN-26-1",
                        "signOff",
                        signOff(samples)));
        pages.put("payments", payments(samples));
        pages.put("payment", payment(samples));
        pages.put(
                "invoices",
                Map.of(
                        "rows",
                        samples.two(InvoicesPage.Row.class),
                        "chooses",
                        true,
                        "pager",
                        samples.one(Pager.class)));
        pages.put("plan", plan(samples));
        List<Views.Party> parties = samples.two(Views.Party.class);
        pages.put(
                "parties",
                Map.of(
                        "parties",
                        parties,
                        "frozen",
                        Map.of(parties.getFirst().id().toString(), samples.one(Freezes.Freeze.class)),
                        "stops",
                        true,
                        "pager",
                        samples.one(Pager.class)));
        pages.put(
                "bank-files",
                Map.of(
                        "files",
                        samples.two(BankInbox.FileView.class),
                        "state",
                        "READ",
                        "connections",
                        List.of("bank"),
                        "pager",
                        samples.one(Pager.class)));
        pages.put(
                "bank-file",
                Map.of(
                        "file",
                        samples.one(BankInbox.FileView.class),
                        "again",
                        true,
                        "shown",
                        true,
                        "statements",
                        samples.two(Statements.View.class)));
        pages.put(
                "banks",
                Map.of(
                        "rows",
                        samples.two(BanksPage.Row.class),
                        "frozen",
                        samples.two(Freezes.Freeze.class),
                        "uploads",
                        samples.two(BanksPage.Carried.class),
                        "carries",
                        true,
                        "stops",
                        true));
        pages.put("freeze", Map.of("kind", Freezes.Kind.PARTY, "target", "a", "name", "Ateliers Fauvel SARL"));
        pages.put(
                "compliance",
                Map.of(
                        "profiles",
                        samples.two(BankProfiles.Described.class),
                        "chosen",
                        samples.one(BankProfiles.Described.class),
                        "unfit",
                        samples.two(Compliance.Unfit.class),
                        "pager",
                        samples.one(Pager.class)));
        pages.put("search", search(samples));
        pages.put("cases", cases(samples));
        pages.put(
                "statements",
                Map.of(
                        "statements",
                        samples.two(Statements.View.class),
                        "readsFiles",
                        true,
                        "pager",
                        samples.one(Pager.class)));
        pages.put(
                "statement",
                Map.of(
                        "statement",
                        samples.one(Statements.View.class),
                        "pages",
                        new Statements.Pages(samples.two(Statements.Pages.One.class), false),
                        "lines",
                        samples.two(Statements.Line.class),
                        "shown",
                        false,
                        "breaks",
                        samples.two(Breaks.View.class),
                        "pager",
                        samples.one(Pager.class)));
        pages.put(
                "breaks",
                Map.ofEntries(
                        Map.entry("breaks", samples.two(Breaks.View.class)),
                        Map.entry("break", unsolved(samples.one(Breaks.View.class))),
                        Map.entry("guide", BreakGuide.of(BreakKind.UNMATCHED_DEBIT)),
                        Map.entry("known", samples.one(BreakEvidence.Found.class)),
                        Map.entry("sides", samples.one(Sides.class)),
                        Map.entry("near", samples.one(BreakEvidence.Payment.class)),
                        Map.entry("suggestions", samples.two(Breaks.Suggestion.class)),
                        Map.entry("history", samples.two(Breaks.Done.class)),
                        Map.entry("told", samples.two(ErpTold.Shown.class)),
                        Map.entry("transit", samples.two(Ageing.Row.class)),
                        Map.entry("outcomes", samples.one(Outcomes.class)),
                        Map.entry("kinds", samples.two(MonthInView.OpenKind.class)),
                        Map.entry("accounts", samples.two(MonthInView.Account.class)),
                        Map.entry("shown", "open"),
                        Map.entry("pager", samples.one(Pager.class))));
        pages.put("certificate", Map.of("certificate", samples.one(Certificate.class), "id", new UUID(7, 7)));
        pages.put(
                "source",
                Map.of(
                        "statement",
                        samples.one(Statements.View.class),
                        "shown",
                        true,
                        "lines",
                        samples.two(SourceLines.Line.class)));
        pages.put(
                "audit",
                Map.of(
                        "entries",
                        samples.two(AuditTrail.Entry.class),
                        "status",
                        samples.one(AuditTrail.Status.class),
                        "seals",
                        samples.two(AuditTrail.Seal.class),
                        "chosen",
                        samples.one(AuditPage.Chosen.class),
                        "pager",
                        samples.one(Pager.class)));
        pages.put("proof", Map.of("number", 7L, "proof", samples.one(InclusionProof.class)));
        pages.put("identities", Map.of("groups", samples.two(IdentitiesPage.Group.class)));
        pages.put(
                "signin",
                Map.of(
                        "byPassword",
                        true,
                        "people",
                        samples.two(WaysIn.DemoPerson.class),
                        "wrong",
                        true,
                        "locked",
                        true,
                        "out",
                        true));
        pages.put("policies", Map.of("policies", samples.two(PolicyVersion.class)));
        pages.put(
                "policy",
                Map.of("policy", samples.one(PolicyVersion.class), "versions", samples.two(PolicyVersion.class)));
        return pages;
    }

    private static Map<String, Object> today(Samples samples) {
        Map<String, Object> model = new HashMap<>();
        model.put("signs", true);
        model.put("waiting", samples.two(TodayPage.Ask.class));
        model.put("uploads", samples.two(ManualUploads.Upload.class));
        model.put("kpis", samples.two(TodayPage.Kpi.class));
        model.put(
                "road",
                Arrays.stream(PaymentState.values())
                        .limit(10)
                        .map(state -> new TodayPage.Stop(state, samples.one(Sums.Together.class)))
                        .toList());
        model.put("cutOffs", samples.two(PaymentQueries.CutOff.class));
        model.put("offRoad", samples.two(TodayPage.Stop.class));
        model.put("queues", samples.two(TodayPage.Queue.class));
        return model;
    }

    private static Map<String, Object> run(Samples samples) {
        Map<String, Object> model = new HashMap<>();
        List<Views.Payment> exceptions = samples.two(Views.Payment.class);
        model.put("run", samples.one(Views.Run.class));
        model.put("state", PaymentState.HELD);
        model.put("together", samples.one(Sums.Together.class));
        model.put("line", line(samples));
        model.put("moving", true);
        model.put("signOff", signOff(samples));
        model.put("acts", List.of(Act.REJECT, Act.CANCEL));
        model.put("checks", samples.two(RunChecks.Check.class));
        model.put("files", samples.two(Views.PaymentFile.class));
        model.put("payees", samples.two(Views.PayeeTally.class));
        model.put("recalls", samples.two(Recalls.OfRun.class));
        model.put("answers", Map.of(Recalls.State.REFUSED, 2));
        model.put("answersToCome", true);
        model.put("recallable", true);
        model.put("differing", samples.two(Compliance.Differing.class));
        model.put("payroll", samples.one(Views.PayrollChanges.class));
        model.put("holds", Map.of(exceptions.getFirst().id(), samples.one(Views.Hold.class)));
        model.put("exceptions", exceptions);
        model.put("others", samples.two(Views.Payment.class));
        model.put("pager", samples.one(Pager.class));
        return model;
    }

    private static List<Sign> line(Samples samples) {
        String name = samples.one(Views.Signature.class).name();
        return List.of(
                Sign.done("Initiated", name, "24 Nov"),
                Sign.me("Approval", name),
                Sign.open("Release", name, name),
                Sign.no("Rejected", name, name));
    }

    private static SignOff signOff(Samples samples) {
        Views.ToSign all = samples.one(Views.ToSign.class);
        return new SignOff(
                Act.APPROVE,
                new Views.ToSign(
                        all.step(), all.payments(), all.sums(), all.hash(), all.leftBehind(), all.policy(), null),
                "/runs/1",
                null);
    }

    private static Map<String, Object> payments(Samples samples) {
        String text = samples.one(Views.Party.class).name();
        return Map.of(
                "payments",
                samples.two(Views.Payment.class),
                "chosen",
                new PaymentsPage.Chosen(text, List.of(PaymentState.HELD), text),
                "states",
                PaymentState.values(),
                "pager",
                samples.one(Pager.class));
    }

    private static Map<String, Object> payment(Samples samples) {
        Map<String, Object> model = new HashMap<>();
        Views.PaymentDetail detail = samples.one(Views.PaymentDetail.class);
        model.put("detail", detail);
        model.put("payment", detail.payment());
        model.put("line", line(samples));
        model.put(
                "days",
                List.of(new Story.Day(
                        LocalDate.of(2026, 11, 24),
                        samples.two(Story.Line.class).stream()
                                .map(line -> new Story.Line(
                                        Look.of(PaymentState.HELD),
                                        line.title(),
                                        line.details(),
                                        true,
                                        line.at(),
                                        "11:11:11"))
                                .toList())));
        model.put("records", 12);
        model.put("moving", true);
        model.put("signOff", signOff(samples));
        model.put("acts", List.of(Act.REJECT));
        model.put("overrides", true);
        model.put("recalls", samples.two(Recalls.View.class));
        model.put("recallable", true);
        model.put("advice", samples.one(RemittanceAdvices.View.class));
        model.put("advisable", true);
        model.put("cases", samples.two(CaseView.class));
        model.put("openCase", samples.one(CaseView.class));
        model.put("openHolds", samples.two(Views.Hold.class));
        model.put("booked", samples.two(Statements.Line.class));
        model.put("told", samples.two(ErpTold.Shown.class));
        model.put("proof", samples.one(PaymentSurroundings.Proof.class));
        model.put("written", samples.one(BankProfiles.AsWritten.class));
        model.put("writtenLines", samples.two(PaymentSurroundings.TextLine.class));
        return model;
    }

    private static Map<String, Object> plan(Samples samples) {
        RunPlan plan = samples.one(RunPlan.class);
        return Map.of(
                "plan",
                plan,
                "payable",
                plan.payable(),
                "chosen",
                List.of(new UUID(1, 1)),
                "date",
                LocalDate.of(2026, 11, 24),
                "earliest",
                LocalDate.of(2026, 11, 24),
                "name",
                "Suppliers, week 48",
                "key",
                new UUID(1, 2));
    }

    private static Map<String, Object> search(Samples samples) {
        return Map.of(
                "q",
                samples.one(Views.Party.class).name(),
                "payments",
                samples.two(Views.Payment.class),
                "runs",
                samples.two(Views.Run.class),
                "invoices",
                samples.two(Views.Invoice.class),
                "parties",
                samples.two(Views.Party.class));
    }

    private static Map<String, Object> cases(Samples samples) {
        CaseView view = samples.one(CaseView.class);
        return Map.of(
                "queue",
                CaseQueue.BUSINESS,
                "counts",
                Map.of(CaseQueue.BUSINESS, samples.one(CaseView.Counts.class)),
                "cases",
                samples.two(CaseView.class),
                "case",
                view,
                "notes",
                samples.two(CaseView.Note.class),
                "about",
                samples.one(Views.PaymentDetail.class),
                "pager",
                samples.one(Pager.class));
    }

    private static Breaks.View unsolved(Breaks.View view) {
        return new Breaks.View(
                view.id(),
                view.kind(),
                view.reference(),
                view.detail(),
                view.account(),
                view.legalEntity(),
                view.statementId(),
                view.lineId(),
                view.paymentId(),
                view.amount(),
                view.currency(),
                view.credit(),
                view.bookedOn(),
                view.counterparty(),
                view.remittance(),
                null,
                null,
                null,
                null,
                view.correlationId(),
                view.openedAt(),
                view.owner(),
                view.dueAt(),
                view.proposedBy(),
                view.proposedWhy(),
                view.version());
    }

    static Stream<String> names() {
        return pages(Samples.plausible()).keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    void holdsNothingInline(String name) {
        assertThat(Markup.of(render(name, Samples.hostile())).inline()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void escapesEveryText(String name) {
        Markup hostile = Markup.of(render(name, Samples.hostile()));
        assertThat(hostile.elements()).doesNotContain("img");
        assertThat(hostile.elements())
                .isEqualTo(Markup.of(render(name, Samples.plausible())).elements());
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesEveryControl(String name) {
        assertThat(Markup.of(render(name, Samples.plausible())).unnamed()).isEmpty();
    }

    @Test
    void everyTemplateOfAPageIsLookedAt() throws IOException {
        Set<String> parts = Set.of("layout", "parts", "glyphs", "signing", "mishap");
        Set<String> templates = new TreeSet<>();
        for (var resource :
                new PathMatchingResourcePatternResolver().getResources("classpath:templates/console/*.html")) {
            templates.add(String.valueOf(resource.getFilename()).replace(".html", ""));
        }
        templates.removeAll(parts);
        assertThat(templates).isEqualTo(new TreeSet<>(pages(Samples.plausible()).keySet()));
    }

    /** Thymeleaf replaces an element before it looks at a condition on it, and so would never look. */
    @Test
    void noConditionIsSwallowedByAReplacement() throws IOException {
        Pattern both = Pattern.compile(
                "<(?!html)[^>]*?th:(if|unless|each)=[^<]*?th:(replace|insert)=|<(?!html)[^<]*?th:(replace|insert)=\"[^\"]*\"[^>]*?th:(if|unless|each)=");
        for (var template :
                new PathMatchingResourcePatternResolver().getResources("classpath:templates/console/*.html")) {
            String text = template.getContentAsString(StandardCharsets.UTF_8);
            assertThat(both.matcher(text).results().map(MatchResult::group))
                    .as("%s", template)
                    .isEmpty();
        }
    }

    static String render(String name, Samples samples) {
        Map<String, Object> model = new HashMap<>(pages(samples).get(name));
        model.putAll(frame(samples));
        model.putAll(pages(samples).get(name));
        return ENGINE.process("console/" + name, context(model));
    }

    private static Map<String, Object> frame(Samples samples) {
        Map<String, Object> frame = new HashMap<>();
        Visit visit = samples.visit();
        frame.put("visit", visit);
        frame.put("me", Visits.Me.of(visit.caller()));
        frame.put("entities", visit.entities());
        frame.put("zone", visit.zone());
        frame.put("keys", true);
        frame.put("here", "/");
        frame.put("said", samples.one(Said.class));
        frame.put("version", "1");
        frame.put(
                "menu",
                List.of(new Menu.Group(
                        "Payments", List.of(new Menu.Entry("/runs", "Payment runs", "runs", true, 3, true)))));
        return frame;
    }

    private static WebContext context(Map<String, Object> model) {
        MockServletContext servlets = new MockServletContext();
        return new WebContext(
                JakartaServletWebApplication.buildApplication(servlets)
                        .buildExchange(new MockHttpServletRequest(servlets), new MockHttpServletResponse()),
                Locale.ENGLISH,
                model);
    }

    private static SpringTemplateEngine engine() {
        ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
        templates.setPrefix("templates/");
        templates.setSuffix(".html");
        templates.setCharacterEncoding("UTF-8");
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(templates);
        engine.addDialect(new WordsDialect(Clock.fixed(Samples.NOW, ZoneOffset.UTC)));
        engine.addDialect(new TableRoles());
        return engine;
    }

    static void write(Path folder) throws IOException {
        for (String name : names().toList()) {
            Files.writeString(folder.resolve(name + ".html"), render(name, Samples.plausible()));
        }
    }
}
