package violations.entangled.connectors.bank;

/** Another connector. */
public final class Bank {}
