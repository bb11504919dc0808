package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.payments.Views;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Describes the API as OpenAPI 3.1, from the code that serves it. */
@Configuration(proxyBeanMethods = false)
class Description {

    private static final String EXACT = "An exact decimal number";
    private static final String BOTH = "/v1/{of}";
    private static final Set<Class<?>> OURS = Set.of(Wire.class, Requests.class, Views.class);
    private static final Class<io.swagger.v3.oas.annotations.media.Schema> NAMED =
            io.swagger.v3.oas.annotations.media.Schema.class;
    private static final String TOKEN = "accessToken";

    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        BigDecimal.class,
                        new StringSchema()
                                .description("An exact decimal number")
                                .example("1204.50"))
                .addRequestWrapperToIgnore(io.countersign.governance.identity.Caller.class);
    }

    @Bean
    OpenAPI apiDescription() {
        return new OpenAPI()
                .info(new Info()
                        .title("Countersign")
                        .version("v1")
                        .description(TEXT)
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This installation")))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description(
                                                "People get one by the code flow with PKCE (client `countersign-cli`), service"
                                                        + " accounts by client credentials, at `/oauth2/token`.")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    /** What every operation can answer, and an order that does not depend on the run. */
    @Bean
    OpenApiCustomizer problemsEverywhere() {
        return api -> {
            Schema<?> problem = new Schema<>().$ref("#/components/schemas/Problem");
            io.swagger.v3.core.converter.ModelConverters.getInstance(true)
                    .readAll(Problem.class)
                    .forEach(api.getComponents()::addSchemas);
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(operation -> addProblem(operation, problem));
            api.getComponents().getSchemas().values().forEach(Description::amountsAreText);
        };
    }

    /** One handler serves payments and runs alike; the description shows both, as callers see them. */
    @Bean
    OpenApiCustomizer actsOnBoth() {
        return api -> {
            Paths paths = new Paths();
            api.getPaths().forEach((path, item) -> {
                if (path.startsWith(BOTH)) {
                    paths.addPathItem(path.replace(BOTH, "/v1/payments"), one(api, path, "Payment"));
                    paths.addPathItem(path.replace(BOTH, "/v1/payment-runs"), one(api, path, "Run"));
                } else {
                    paths.addPathItem(path, item);
                }
            });
            api.setPaths(paths);
        };
    }

    private static PathItem one(OpenAPI api, String path, String what) {
        PathItem copy = Json31.mapper().convertValue(api.getPaths().get(path), PathItem.class);
        copy.readOperations().forEach(operation -> {
            operation.setOperationId(operation.getOperationId() + what);
            operation.getParameters().removeIf(parameter -> parameter.getName().equals("of"));
        });
        return copy;
    }

    /** Several modules have a View, a Line or a Page; nested names are told apart by the type around them. */
    @Bean
    ModelResolver names(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new TypeNameResolver() {
            @Override
            protected String nameForClass(Class<?> type, Set<Options> options) {
                Class<?> around = type.getEnclosingClass();
                boolean plain = around == null || OURS.contains(around) || type.isAnnotationPresent(NAMED);
                return plain ? super.nameForClass(type, options) : around.getSimpleName() + type.getSimpleName();
            }
        });
    }

    /** The replacement of a type does not carry its 3.1 form of {@code type}. */
    private static void amountsAreText(Schema<?> schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().stream()
                    .filter(property -> EXACT.equals(property.getDescription()))
                    .forEach(property -> ((Schema<?>) property).setTypes(Set.of("string")));
        }
    }

    private static void addProblem(Operation operation, Schema<?> problem) {
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("Refused: a problem of the catalogue")
                                .content(new Content()
                                        .addMediaType(Problems.MEDIA_TYPE, new MediaType().schema(problem))));
    }

    private static final String TEXT = """
            The governed machine API of Countersign.

            **Who asks.** Every request carries an access token (`Authorization: Bearer`). What the holder may do is in the \
            token as capabilities such as `payments:initiate`; each operation says which it needs. Answers are narrowed to the \
            legal entities in the holder's scope.

            **Amounts** are exact: text with a decimal point, never a float. **Times** are UTC instants, **dates** are business \
            dates.

            **Repeating.** `POST /v1/payments` and uploads need an `Idempotency-Key`: repeated with the same body, the first \
            answer comes again; with another body it is refused.

            **Lists** are pages: `limit` up to 500, and `next` as `after` of the following page. Unknown parameters and unknown \
            fields are refused.

            **Tracing.** `X-Correlation-Id` (at most 64 visible characters) and W3C `traceparent` are taken over, carried into \
            events, the audit trail and bank files, and answered.

            **Errors** are problems of RFC 9457 (`application/problem+json`), with all faults of the input at once:

            | code | status | meaning |
            |---|---|---|
            """
            + Arrays.stream(ErrorCode.values())
                    .map(code -> "| %s | %d | %s |\n".formatted(code.code(), code.status(), code.title()))
                    .collect(Collectors.joining());
}
