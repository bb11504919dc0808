package io.countersign.console;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.dialect.AbstractDialect;
import org.thymeleaf.dialect.IExpressionObjectDialect;
import org.thymeleaf.expression.IExpressionObjectFactory;

/** Offers {@link Words} to every template as {@code #cs}. */
@Component
class WordsDialect extends AbstractDialect implements IExpressionObjectDialect {

    private final Clock clock;

    WordsDialect(Clock clock) {
        super("countersign");
        this.clock = clock;
    }

    @Override
    public IExpressionObjectFactory getExpressionObjectFactory() {
        return new IExpressionObjectFactory() {
            @Override
            public Set<String> getAllExpressionObjectNames() {
                return Set.of("cs");
            }

            @Override
            public Object buildObject(IExpressionContext context, String name) {
                Object zone = context.getVariable("zone");
                return new Words(zone instanceof ZoneId id ? id : ZoneOffset.UTC, clock.instant());
            }

            @Override
            public boolean isCacheable(String name) {
                return true;
            }
        };
    }
}
