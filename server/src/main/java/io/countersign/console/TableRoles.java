package io.countersign.console;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.processor.element.AbstractElementTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Writes the roles of tables and their parts. On a phone the style sheet lays tables out as records, and a table whose
 * {@code display} is changed loses its meaning for screen readers unless the roles say it.
 */
@Component
class TableRoles extends AbstractProcessorDialect {

    private static final Map<String, String> ROLES = Map.of(
            "table", "table",
            "thead", "rowgroup",
            "tbody", "rowgroup",
            "tfoot", "rowgroup",
            "tr", "row",
            "td", "cell");

    TableRoles() {
        super("Table roles", null, 10_000);
    }

    @Override
    public Set<IProcessor> getProcessors(String prefix) {
        Set<IProcessor> processors = new LinkedHashSet<>();
        ROLES.forEach((element, role) -> processors.add(new Role(element, role)));
        processors.add(new Role("th", "columnheader"));
        return processors;
    }

    private static final class Role extends AbstractElementTagProcessor {

        private final String role;

        Role(String element, String role) {
            super(TemplateMode.HTML, null, element, false, null, false, 10_000);
            this.role = role;
        }

        @Override
        protected void doProcess(
                ITemplateContext context, IProcessableElementTag tag, IElementTagStructureHandler structure) {
            if (!tag.hasAttribute("role")) {
                boolean row = "columnheader".equals(role) && tag.hasAttribute("scope");
                structure.setAttribute("role", row ? "rowheader" : role);
            }
        }
    }
}
