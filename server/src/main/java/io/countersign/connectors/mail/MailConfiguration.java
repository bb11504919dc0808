package io.countersign.connectors.mail;

import io.countersign.connectors.Dependencies;
import io.countersign.payments.ports.AdvicePost;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** There only where a mail server is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("countersign.mail.host")
@EnableConfigurationProperties(MailSettings.class)
class MailConfiguration {

    @Bean
    AdvicePost advicePost(MailSettings settings, Dependencies dependencies, Clock clock) {
        return new Smtp(settings, dependencies, clock);
    }
}
