package io.countersign.platform;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class one database and drops it afterwards. */
final class PostgresExtension implements ParameterResolver {

    private static final Namespace OURS = Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            ofClass = ofClass.getParent().get();
        }
        return ofClass.getStore(OURS)
                .computeIfAbsent(TestDatabase.class, key -> TestPostgres.freshDatabase(), TestDatabase.class);
    }
}
