package io.countersign.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules, each for the code under a root package: {@code io.countersign}, or a fixture that breaks the rule.
 *
 * @param root the package under which the map of the modules begins
 */
record HouseRules(String root) {

    /** DESIGN's map: a package may use only rows below its own. The platform is beside it and known to nobody. */
    private static final Map<String, Integer> ROWS = Map.of(
            "model", 0,
            "governance", 1,
            "controls", 2,
            "payments", 3,
            "reconciliation", 4,
            "cases", 5,
            "connectors", 6,
            "console", 6,
            "gateway", 6);

    /** Connectors that must not know each other: a bank can be replaced without touching the ERP. */
    private static final Set<String> SEPARATE = Set.of("connectors.odoo", "connectors.bank", "connectors.payee");

    private static final Set<String> CLOCK_READERS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.ZonedDateTime",
            "java.time.OffsetDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    private static final Set<String> DICE =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.concurrent.ThreadLocalRandom");

    /**
     * Visited by nothing in the product: the console's parts by its templates, the lifecycle by the documentation, the
     * engine by the simulation, the catalogue by the tests of every module that records events.
     */
    private static final Set<String> VISITED_OTHERWISE =
            Set.of("console", "payments.Lifecycle", "payments.PaymentEngine", "governance.events.EventCatalogue");

    static HouseRules ofTheProduct() {
        return new HouseRules("io.countersign");
    }

    ArchRule onlyDownwards() {
        return classes().should(new ArchCondition<>("use only rows below their own") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                user.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> !allowed(user, dependency.getTargetClass()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(user, dependency.getDescription())));
            }
        });
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule timeAndIdentifiersAreInjected() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".platform..")
                .should()
                .accessTargetWhere(access("reads the time or makes an identifier by itself", HouseRules::readsTheWorld))
                .because("a test and a simulation must be able to decide them; inject Clock and Ids");
    }

    ArchRule noDice() {
        return noClasses()
                .should()
                .accessTargetWhere(access(
                        "throws dice",
                        target -> DICE.contains(target.getOwner().getFullName())
                                || is(target, "java.lang.Math", "random")))
                .because("a secret needs SecureRandom and a simulation a seed");
    }

    ArchRule moneyIsNeverAFloat() {
        return classes()
                .that()
                .resideInAnyPackage(root + ".model..", root + ".payments..", root + ".reconciliation..")
                .should(new ArchCondition<>("have no field, parameter or result that is a float or a double") {
                    @Override
                    public void check(JavaClass owner, ConditionEvents events) {
                        floatsOf(owner).forEach(place -> events.add(SimpleConditionEvent.violated(owner, place)));
                    }
                });
    }

    ArchRule noSimulatedCompanies() {
        return noClasses()
                .should()
                .resideInAPackage(root + ".sandbox..")
                .because("simulated companies never ship with the product");
    }

    /** Outside a module only its doors can be seen; what Spring wires by itself needs no visitor. */
    ArchRule onlyDoorsArePublic() {
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .and()
                .resideOutsideOfPackage(root)
                .and()
                .resideOutsideOfPackage(root + ".platform..")
                .should(new ArchCondition<>("be used by another package, or be what such a door takes or gives") {
                    @Override
                    public void check(JavaClass door, ConditionEvents events) {
                        if (!isVisited(door, withNested(door))) {
                            events.add(SimpleConditionEvent.violated(
                                    door, door.getFullName() + " is public, but only its own package uses it"));
                        }
                    }
                });
    }

    /** A class that only holds records is visited through them. */
    private static Set<JavaClass> withNested(JavaClass door) {
        return door.getPackage().getClasses().stream()
                .filter(part -> part.equals(door) || part.getFullName().startsWith(door.getFullName() + "$"))
                .collect(Collectors.toSet());
    }

    private boolean isVisited(JavaClass door, Set<JavaClass> parts) {
        String name = door.getFullName().substring(root.length() + 1);
        return VISITED_OTHERWISE.contains(name)
                || VISITED_OTHERWISE.contains(module(door))
                || parts.stream()
                        .flatMap(part -> part.getDirectDependenciesToSelf().stream())
                        .map(Dependency::getOriginClass)
                        .filter(visitor -> !parts.contains(visitor))
                        .anyMatch(visitor -> !visitor.getPackageName().equals(door.getPackageName())
                                || visitor.getModifiers().contains(JavaModifier.PUBLIC));
    }

    private boolean allowed(JavaClass user, JavaClass used) {
        String from = module(user);
        String to = module(used);
        if (from.isEmpty() || to.isEmpty()) {
            return true;
        }
        if (from.equals(to)) {
            return areNotSeparate(user, used);
        }
        if (from.equals("platform")) {
            return to.equals("model");
        }
        Integer above = ROWS.get(from);
        Integer below = ROWS.get(to);
        return above != null && below != null && below < above;
    }

    private boolean areNotSeparate(JavaClass user, JavaClass used) {
        return SEPARATE.stream()
                .filter(part -> isIn(user, part))
                .allMatch(part -> SEPARATE.stream().noneMatch(other -> !other.equals(part) && isIn(used, other)));
    }

    private boolean isIn(JavaClass type, String part) {
        return (type.getPackageName() + ".").startsWith(root + "." + part + ".");
    }

    /** The first name below the root; empty for the program itself and for everything that is not ours. */
    private String module(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).split("\\.", 2)[0] : "";
    }

    private static Stream<String> floatsOf(JavaClass owner) {
        Stream<String> fields = owner.getFields().stream()
                .filter(field -> isFloat(field.getRawType()))
                .map(field -> field.getFullName());
        Stream<String> methods = owner.getCodeUnits().stream()
                .filter(unit -> isFloat(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(HouseRules::isFloat))
                .map(unit -> unit.getFullName());
        return Stream.concat(fields, methods);
    }

    private static boolean isFloat(JavaClass type) {
        return Set.of("double", "float", "java.lang.Double", "java.lang.Float").contains(type.getFullName());
    }

    private static boolean readsTheWorld(AccessTarget target) {
        if (is(target, "java.lang.System", "currentTimeMillis") || is(target, "java.util.UUID", "randomUUID")) {
            return true;
        }
        if (target.getOwner().getFullName().equals("java.time.Clock")) {
            return target.getName().startsWith("system") || target.getName().startsWith("tick");
        }
        return target.getName().equals("now")
                && CLOCK_READERS.contains(target.getOwner().getFullName())
                && !takesAClock(target);
    }

    private static boolean takesAClock(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream()
                        .anyMatch(type -> type.getFullName().equals("java.time.Clock"));
    }

    private static boolean is(AccessTarget target, String owner, String name) {
        return target.getOwner().getFullName().equals(owner) && target.getName().equals(name);
    }

    private static DescribedPredicate<JavaAccess<?>> access(
            String description, java.util.function.Predicate<AccessTarget> test) {
        return new DescribedPredicate<>(description) {
            @Override
            public boolean test(JavaAccess<?> access) {
                return test.test(access.getTarget());
            }
        };
    }
}
