package io.countersign.controls.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import io.countersign.controls.policy.Faults.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A compiled CEL condition over a payment. Amounts are of the type {@code decimal}: exact, comparable with whole numbers
 * ({@code amountInBooks <= 10000}) and with {@code decimal('10000.50')}. CEL's own fractions are binary doubles, so
 * comparing an amount with {@code 0.1} does not compile.
 */
final class Condition {

    private static final OpaqueType DECIMAL = OpaqueType.create("decimal");
    private static final Pattern DECIMAL_TEXT = Pattern.compile("\\d{1,18}(\\.\\d{1,6})?");
    private static final int LONGEST = 2_000;

    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME = runtime();

    private final Program program;
    private final CelAbstractSyntaxTree tree;

    private Condition(Program program, CelAbstractSyntaxTree tree) {
        this.program = program;
        this.tree = tree;
    }

    /** Compiles a condition that starts at a place of a file; empty, with faults, if it is not valid. */
    static Optional<Condition> compile(String text, Place start, Faults faults) {
        if (text.length() > LONGEST) {
            faults.add(start, "a condition has at most " + LONGEST + " characters");
            return Optional.empty();
        }
        CelValidationResult result = COMPILER.compile(text);
        if (result.hasError()) {
            result.getErrors().forEach(issue -> faults.add(place(start, issue), reason(issue)));
            return Optional.empty();
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            if (hasUnreadableDecimal(tree)) {
                faults.add(start, "decimal(...) takes a text such as '10000.50'");
                return Optional.empty();
            }
            return Optional.of(new Condition(RUNTIME.createProgram(tree), tree));
        } catch (CelValidationException | CelEvaluationException broken) {
            faults.add(start, String.valueOf(broken.getMessage()));
            return Optional.empty();
        }
    }

    /** The names a condition may use, bound to a payment. */
    static Map<String, Object> bind(Policies.Subject subject) {
        return Map.of(
                "legalEntity", subject.legalEntity(),
                "country", subject.country(),
                "kind", subject.kind(),
                "risk", subject.risk(),
                "currency", subject.currency(),
                "amount", subject.amount(),
                "amountInBooks", subject.amountInBooks(),
                "creditorCountry", subject.creditorCountry(),
                "creditorIban", subject.creditorIban());
    }

    /** @throws IllegalStateException if it cannot be evaluated; the caller stops the payment */
    boolean holds(Map<String, Object> payment) {
        try {
            return Boolean.TRUE.equals(program.eval(payment));
        } catch (CelEvaluationException broken) {
            throw new IllegalStateException("A condition cannot be evaluated", broken);
        }
    }

    CelAbstractSyntaxTree tree() {
        return tree;
    }

    /** Found when loaded, so that it cannot fail when a payment waits. */
    private static boolean hasUnreadableDecimal(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expression -> expression.getKind() == CelExpr.ExprKind.Kind.CALL)
                .filter(expression -> expression.call().function().equals("decimal"))
                .map(expression -> expression.call().args().getFirst())
                .anyMatch(argument -> argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                        || !DECIMAL_TEXT
                                .matcher(argument.constant().stringValue())
                                .matches());
    }

    private static Place place(Place start, CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int column = Math.max(issue.getSourceLocation().getColumn(), 0);
        return line <= 1
                ? new Place(start.line(), start.column() + column)
                : new Place(start.line() + line - 1, column + 1);
    }

    /** CEL's list of candidates is longer than the line it is about. */
    private static String reason(CelIssue issue) {
        int candidates = issue.getMessage().indexOf(" (candidates:");
        String message =
                candidates < 0 ? issue.getMessage() : issue.getMessage().substring(0, candidates);
        return message.contains("(decimal, double)")
                ? message + ": write decimal('…') instead of a fraction"
                : message.replace(" (in container '')", "");
    }

    private static CelCompiler compiler() {
        List<CelFunctionDecl> functions = new ArrayList<>();
        functions.add(CelFunctionDecl.newFunctionDeclaration(
                "decimal", CelOverloadDecl.newGlobalOverload("decimal_of", DECIMAL, SimpleType.STRING)));
        for (Comparison comparison : Comparison.values()) {
            functions.add(CelFunctionDecl.newFunctionDeclaration(
                    comparison.function,
                    comparing(comparison.name() + "_int", SimpleType.INT),
                    comparing(comparison.name() + "_decimal", DECIMAL)));
        }
        return CelCompilerFactory.standardCelCompilerBuilder()
                .addVar("legalEntity", SimpleType.STRING)
                .addVar("country", SimpleType.STRING)
                .addVar("kind", SimpleType.STRING)
                .addVar("risk", SimpleType.STRING)
                .addVar("currency", SimpleType.STRING)
                .addVar("amount", DECIMAL)
                .addVar("amountInBooks", DECIMAL)
                .addVar("creditorCountry", SimpleType.STRING)
                .addVar("creditorIban", SimpleType.BOOL)
                .addFunctionDeclarations(functions)
                .setResultType(SimpleType.BOOL)
                .build();
    }

    private static CelOverloadDecl comparing(String id, CelType with) {
        return CelOverloadDecl.newGlobalOverload(id, SimpleType.BOOL, DECIMAL, with);
    }

    private static CelRuntime runtime() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        bindings.add(CelFunctionBinding.from("decimal_of", String.class, BigDecimal::new));
        for (Comparison comparison : Comparison.values()) {
            bindings.add(CelFunctionBinding.from(
                    comparison.name() + "_int",
                    BigDecimal.class,
                    Long.class,
                    (amount, with) -> comparison.holds.test(amount.compareTo(BigDecimal.valueOf(with)))));
            bindings.add(CelFunctionBinding.from(
                    comparison.name() + "_decimal",
                    BigDecimal.class,
                    BigDecimal.class,
                    (amount, with) -> comparison.holds.test(amount.compareTo(with))));
        }
        return CelRuntimeFactory.plannerRuntimeBuilder()
                .addFunctionBindings(bindings)
                .build();
    }

    /** What can be asked of an exact amount. */
    private enum Comparison {
        LESS("_<_", sign -> sign < 0),
        AT_MOST("_<=_", sign -> sign <= 0),
        MORE("_>_", sign -> sign > 0),
        AT_LEAST("_>=_", sign -> sign >= 0);

        private final String function;

        @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
        private final IntPredicate holds;

        Comparison(String function, IntPredicate holds) {
            this.function = function;
            this.holds = holds;
        }
    }
}
