package io.countersign;

import picocli.CommandLine.Command;

/** What an auditor asks without a browser. */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "Checks the audit trail.")
final class AuditCommand {}
