package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.countersign.Countersign;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.countersign");

    /**
     * A rule and a package under {@code violations} that breaks it once.
     *
     * @param culprit the class that must be named
     */
    private record Rule(String name, Function<HouseRules, ArchRule> of, String fixture, String culprit) {}

    private static final List<Rule> RULES = List.of(
            new Rule("only downwards", HouseRules::onlyDownwards, "upwards", "payments.Upstairs"),
            new Rule("not sideways", HouseRules::onlyDownwards, "sideways", "console.Neighbour"),
            new Rule("connectors are separate", HouseRules::onlyDownwards, "entangled", "connectors.odoo.BankUser"),
            new Rule("the platform is unknown", HouseRules::onlyDownwards, "grounded", "gateway.PlatformUser"),
            new Rule("no cycles", HouseRules::noCycles, "cycle", "payments.ports.Second"),
            new Rule("an injected clock", HouseRules::timeAndIdentifiersAreInjected, "clock", "payments.Impatient"),
            new Rule("injected ids", HouseRules::timeAndIdentifiersAreInjected, "ids", "payments.SelfNamed"),
            new Rule("no dice", HouseRules::noDice, "dice", "payments.Gambler"),
            new Rule("no float near money", HouseRules::moneyIsNeverAFloat, "floating", "model.RoughMoney"),
            new Rule("no simulators", HouseRules::noSimulatedCompanies, "simulated", "sandbox.FakeBank"),
            new Rule("only doors are public", HouseRules::onlyDoorsArePublic, "exposed", "payments.Exposed"));

    @TestFactory
    Stream<DynamicTest> theProductKeeps() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.name(),
                        () -> rule.of().apply(HouseRules.ofTheProduct()).check(PRODUCT)));
    }

    /** A rule that never fails proves nothing. */
    @TestFactory
    Stream<DynamicTest> aViolationIsFound() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
                    String root = "violations." + rule.fixture();
                    JavaClasses fixture = new ClassFileImporter().importPackages(root);
                    List<String> found = rule.of()
                            .apply(new HouseRules(root))
                            .allowEmptyShould(true)
                            .evaluate(fixture)
                            .getFailureReport()
                            .getDetails();
                    assertThat(found).isNotEmpty().anyMatch(detail -> detail.contains(rule.culprit()));
                }));
    }

    @Test
    void theModulesUseEachOtherOnlyAsTheySay() {
        ApplicationModules.of(Countersign.class).verify();
    }

    @Test
    void aModuleThatUsesWhatItDoesNotSayIsFound() {
        ImportOption fixture = location -> location.contains("violations/undeclared");
        assertThat(ApplicationModules.of("violations.undeclared", fixture)
                        .detectViolations()
                        .getMessages())
                .anyMatch(message -> message.contains("upper") && message.contains("lower"));
    }
}
