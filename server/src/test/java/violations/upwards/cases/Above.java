package violations.upwards.cases;

/** Sits above payments. */
public final class Above {}
