package violations.sideways.gateway;

/** Sits beside the console. */
public final class Beside {}
