package io.countersign.payments;

/**
 * What is said about a run as a whole.
 *
 * @param name how people will call it, at most 100 characters
 * @param kind one of {@link NewPayment#KINDS}
 * @param source where it comes from: CONSOLE, API, ODOO
 */
public record RunHeader(String name, String kind, String source) {}
