package io.countersign.controls.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparser;
import dev.cel.parser.CelUnparserFactory;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a condition reaches, as far as it can be read from its form: the parts joined by {@code &&}, sorted into upper
 * bounds of amounts, allowed values of a name, and the rest. With it, a row is found that an earlier row already covers.
 * What cannot be proven covered is taken as reachable.
 */
final class Reach {

    private static final CelUnparser UNPARSER = CelUnparserFactory.newUnparser();

    /** An upper bound; {@code inclusive} for {@code <=}. */
    private record Bound(BigDecimal upTo, boolean inclusive) {

        boolean covers(Bound other) {
            int sign = upTo.compareTo(other.upTo);
            return sign > 0 || (sign == 0 && (inclusive || !other.inclusive));
        }
    }

    private final Map<String, Bound> bounds = new HashMap<>();
    private final Map<String, Set<String>> allowed = new HashMap<>();
    private final Set<String> rest = new HashSet<>();

    private Reach() {}

    /** What a condition that cannot be read reaches; covers nothing. */
    static Reach nothing() {
        Reach reach = new Reach();
        reach.rest.add("false");
        return reach;
    }

    static Reach of(Condition condition) {
        Reach reach = new Reach();
        reach.add(condition.tree().getExpr(), condition.tree());
        return reach;
    }

    boolean isEverything() {
        return bounds.isEmpty() && allowed.isEmpty() && rest.isEmpty();
    }

    /** Whether every payment that the other reaches is reached by this. */
    boolean covers(Reach other) {
        return other.rest.containsAll(rest) && boundsCover(other) && valuesCover(other);
    }

    /** Whether the two differ only in the upper bounds of amounts, so that they are bands of one ladder. */
    boolean isBandBeside(Reach other) {
        return rest.equals(other.rest)
                && allowed.equals(other.allowed)
                && !bounds.isEmpty()
                && bounds.keySet().equals(other.bounds.keySet());
    }

    private boolean boundsCover(Reach other) {
        return bounds.entrySet().stream().allMatch(mine -> {
            Bound theirs = other.bounds.get(mine.getKey());
            return theirs != null && mine.getValue().covers(theirs);
        });
    }

    private boolean valuesCover(Reach other) {
        return allowed.entrySet().stream().allMatch(mine -> {
            Set<String> theirs = other.allowed.get(mine.getKey());
            return theirs != null && mine.getValue().containsAll(theirs);
        });
    }

    private void add(CelExpr expression, CelAbstractSyntaxTree tree) {
        if (isCall(expression, "_&&_")) {
            expression.call().args().forEach(part -> add(part, tree));
        } else if (!isTrue(expression) && !addBound(expression) && !addValues(expression)) {
            rest.add(text(expression, tree));
        }
    }

    private boolean addBound(CelExpr expression) {
        boolean inclusive = isCall(expression, "_<=_");
        if (!inclusive && !isCall(expression, "_<_")) {
            return false;
        }
        String name = name(expression.call().args().getFirst());
        BigDecimal upTo = number(expression.call().args().getLast());
        if (name == null || upTo == null) {
            return false;
        }
        // Two bounds on one name: the lower one counts.
        bounds.merge(name, new Bound(upTo, inclusive), (a, b) -> a.covers(b) ? b : a);
        return true;
    }

    private boolean addValues(CelExpr expression) {
        boolean equal = isCall(expression, "_==_");
        if (!equal && !isCall(expression, "@in")) {
            return false;
        }
        String name = name(expression.call().args().getFirst());
        CelExpr right = expression.call().args().getLast();
        Set<String> values = equal ? strings(List.of(right)) : strings(elements(right));
        if (name == null || values.isEmpty()) {
            return false;
        }
        allowed.merge(name, values, (a, b) -> a.stream().filter(b::contains).collect(Collectors.toUnmodifiableSet()));
        return true;
    }

    private static List<CelExpr> elements(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.LIST
                ? expression.list().elements()
                : List.of();
    }

    /** The string constants; empty if there is anything else among them. */
    private static Set<String> strings(List<CelExpr> expressions) {
        Set<String> strings = new HashSet<>();
        for (CelExpr expression : expressions) {
            if (!isConstant(expression, CelConstant.Kind.STRING_VALUE)) {
                return Set.of();
            }
            strings.add(expression.constant().stringValue());
        }
        return strings;
    }

    private static @Nullable String name(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? expression.ident().name()
                : null;
    }

    private static @Nullable BigDecimal number(CelExpr expression) {
        if (isConstant(expression, CelConstant.Kind.INT64_VALUE)) {
            return BigDecimal.valueOf(expression.constant().int64Value());
        }
        if (isCall(expression, "decimal")
                && isConstant(expression.call().args().getFirst(), CelConstant.Kind.STRING_VALUE)) {
            try {
                return new BigDecimal(
                        expression.call().args().getFirst().constant().stringValue());
            } catch (NumberFormatException notANumber) {
                return null;
            }
        }
        return null;
    }

    private static boolean isTrue(CelExpr expression) {
        return isConstant(expression, CelConstant.Kind.BOOLEAN_VALUE)
                && expression.constant().booleanValue();
    }

    private static boolean isConstant(CelExpr expression, CelConstant.Kind kind) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == kind;
    }

    private static boolean isCall(CelExpr expression, String function) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().function().equals(function);
    }

    private static String text(CelExpr expression, CelAbstractSyntaxTree tree) {
        return UNPARSER.unparse(CelAbstractSyntaxTree.newParsedAst(expression, tree.getSource()));
    }
}
