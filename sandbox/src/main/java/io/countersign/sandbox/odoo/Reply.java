package io.countersign.sandbox.odoo;

/** What Odoo, or what stands before it, answers. */
public record Reply(int status, String contentType, String body) {}
