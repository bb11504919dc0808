package io.countersign.documentation;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Every setting the product knows, read off its annotations. */
final class Settings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(countersign\\.[a-z0-9.-]+)");

    private Settings() {}

    static Set<String> all() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.countersign")) {
            if (type.isAnnotatedWith(ConfigurationProperties.class)) {
                ConfigurationProperties at = type.getAnnotationOfType(ConfigurationProperties.class);
                add(names, at.value().isEmpty() ? at.prefix() : at.value(), type.reflect());
            }
            addConditions(names, type);
            addPlaceholders(names, type);
        }
        return names;
    }

    private static void addConditions(Set<String> names, JavaClass type) {
        for (JavaMethod method : type.getMethods()) {
            if (method.isAnnotatedWith(ConditionalOnProperty.class)) {
                names.addAll(List.of(
                        method.getAnnotationOfType(ConditionalOnProperty.class).name()));
            }
        }
        if (type.isAnnotatedWith(ConditionalOnProperty.class)) {
            names.addAll(List.of(
                    type.getAnnotationOfType(ConditionalOnProperty.class).name()));
        }
    }

    private static void addPlaceholders(Set<String> names, JavaClass type) {
        type.getCodeUnits().stream()
                .flatMap(unit -> unit.getParameters().stream())
                .filter(parameter -> parameter.isAnnotatedWith(Value.class))
                .map(parameter -> parameter.getAnnotationOfType(Value.class).value())
                .forEach(value -> {
                    Matcher found = PLACEHOLDER.matcher(value);
                    while (found.find()) {
                        names.add(found.group(1));
                    }
                });
    }

    private static void add(Set<String> names, String prefix, Class<?> type) {
        for (RecordComponent part : type.getRecordComponents()) {
            String name = prefix + "." + kebab(part.getName());
            Type element = elementOf(part.getGenericType());
            if (element instanceof Class<?> nested && nested.isRecord()) {
                add(names, part.getType() == List.class ? name + "[]" : name, nested);
            } else {
                names.add(name);
            }
        }
    }

    private static Type elementOf(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            return parameterized.getRawType() == Map.class ? type : arguments[0];
        }
        return type;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
