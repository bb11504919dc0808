package io.countersign.reconciliation;

/**
 * One way to find what a line belongs to.
 *
 * @param name as kept with the match or the suggestion
 * @param score 0 to 100: how sure it is; 100 means that the bank repeated an identifier only we and it know
 * @param sql one statement over all staged lines. A proving strategy writes payment, amount and its name into {@code
 *     incoming}; a suggesting one inserts into {@code reconciliation.suggestion}, with the time as its only parameter
 */
record Strategy(String name, int score, String sql) {}
