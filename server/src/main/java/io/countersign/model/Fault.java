package io.countersign.model;

/**
 * One thing wrong with an input. Bad input is refused with all its faults at once.
 *
 * @param path where: a JSON Pointer (RFC 6901), an XPath, or {@code line 12, column 4}
 * @param code the catalogue entry
 * @param message what is wrong with this value, without repeating secrets or other parties' data
 */
public record Fault(String path, ErrorCode code, String message) {}
