package violations.undeclared.lower;

/** Used without being declared. */
public final class Lower {}
