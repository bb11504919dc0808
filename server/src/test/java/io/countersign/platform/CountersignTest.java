package io.countersign.platform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole product on a port of its own and on a fresh database. Test classes with the same settings share one running
 * product, so a test makes its own payments and looks only at those. Timers stand still unless the test says {@code
 * @TestPropertySource(properties = "countersign.timers=true")}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = io.countersign.Countersign.class,
        properties = "countersign.timers=false")
@ContextConfiguration(initializers = PostgresInitializer.class)
public @interface CountersignTest {}
