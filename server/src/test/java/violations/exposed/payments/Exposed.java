package violations.exposed.payments;

/** Public for no visitor. */
public final class Exposed {}
