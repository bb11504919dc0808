package io.countersign.connectors;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** Binds the configured bank connections. */
@Configuration
@EnableConfigurationProperties(BankConnections.class)
class BankConnectionsConfiguration {}
