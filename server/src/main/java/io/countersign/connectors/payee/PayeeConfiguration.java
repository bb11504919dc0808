package io.countersign.connectors.payee;

import io.countersign.connectors.Dependencies;
import io.countersign.model.Ids;
import io.countersign.payments.ports.PayeeVerification;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** There only where a provider is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("countersign.payee.url")
@EnableConfigurationProperties(PayeeSettings.class)
class PayeeConfiguration {

    @Bean
    PayeeVerification payeeVerification(PayeeSettings settings, Dependencies dependencies, Clock clock, Ids ids) {
        return new PayeeApi(settings, dependencies, clock, ids);
    }
}
