package violations.grounded.platform;

/** Nobody may know it. */
public final class Ground {}
