package io.countersign.sandbox.odoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every model can do: search, read, create, write, unlink, with access rights and company rules. */
final class Orm {

    private final Schema schema;
    private final Store store;
    private final OdooVersion version;
    private final Reader reader;

    Orm(Schema schema, Store store, OdooVersion version, Reader reader) {
        this.schema = schema;
        this.store = store;
        this.version = version;
        this.reader = reader;
    }

    void mayRead(Session session, Schema.Model model) {
        refuseUnless(session, model, model.read(), "access");
    }

    void mayWrite(Session session, Schema.Model model, String act) {
        refuseUnless(session, model, model.write(), act);
    }

    private void refuseUnless(Session session, Schema.Model model, List<String> groups, String act) {
        if (session.inAny(groups) || session.in("admin")) {
            return;
        }
        StringBuilder text = new StringBuilder("You are not allowed to " + act + " '" + model.label() + "' ("
                + model.name() + ") records.\n\nThis operation is allowed for the following groups:\n");
        groups.forEach(
                group -> text.append("\t- ").append(schema.groupLabel(group)).append('\n'));
        throw OdooError.access(text + "\nContact your administrator to request access if necessary.");
    }

    /** The companies a call is about: those of its context, or all of the user's. */
    List<Integer> companies(Session session, Args args) {
        List<Integer> asked = Args.ids(args.context().get("allowed_company_ids"));
        if (!session.companies().containsAll(asked)) {
            throw OdooError.access("Access to unauthorized or invalid companies.");
        }
        return asked.isEmpty() ? session.companies() : asked;
    }

    List<Row> search(Session session, Schema.Model model, Args args) {
        mayRead(session, model);
        List<Integer> companies = companies(session, args);
        Predicate<Row> wanted = new Domain(model, schema, store, version).parse(args.list("domain"));
        boolean activeOnly = model.fields().containsKey("active")
                && !Boolean.FALSE.equals(args.context().get("active_test"))
                && args.list("domain").stream().noneMatch(t -> t instanceof List<?> l && "active".equals(l.getFirst()));
        List<Row> found = store.all(model.name()).stream()
                .filter(row -> !activeOnly || row.flag("active"))
                .filter(row -> visible(row, companies))
                .filter(wanted)
                .toList();
        List<Row> sorted = Domain.sorted(found, args.text("order"));
        int offset = Math.min(args.number("offset", 0), sorted.size());
        int limit = args.number("limit", 0);
        int end = limit > 0 ? Math.min(sorted.size(), offset + limit) : sorted.size();
        return sorted.subList(offset, end).stream().map(reader::computed).toList();
    }

    private static boolean visible(Row row, List<Integer> companies) {
        if (row.model().equals("account.account")) {
            return row.refs("company_ids").stream().anyMatch(companies::contains);
        }
        int company = row.model().equals("res.company") ? row.id() : row.ref("company_id");
        return company == 0 || companies.contains(company);
    }

    List<Map<String, Object>> read(Session session, Schema.Model model, List<Row> rows, List<String> fields) {
        mayRead(session, model);
        List<String> wanted = fields.isEmpty()
                ? model.fields().keySet().stream()
                        .filter(field -> !field.equals("id"))
                        .toList()
                : fields;
        for (String field : wanted) {
            if (!model.fields().containsKey(field)) {
                String on = version == OdooVersion.V18 ? "on model '" : "on '";
                throw OdooError.value("Invalid field '" + field + "' " + on + model.name() + "'");
            }
        }
        List<Map<String, Object>> answer = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("id", row.id());
            for (String field : wanted) {
                shown.put(field, reader.shown(model, row, field, session));
            }
            answer.add(shown);
        }
        return answer;
    }

    /** The rows of these ids; a missing one is left out, one of another company is refused. */
    List<Row> browse(Session session, Schema.Model model, Args args) {
        List<Integer> companies = companies(session, args);
        List<Row> rows = new ArrayList<>();
        for (int id : args.ids()) {
            Row row = store.find(model.name(), id);
            if (row != null && !visible(row, companies)) {
                throw OdooError.access("Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, "
                        + session.login() + " (id=" + session.uid() + ") doesn't have 'read' access to:\n- "
                        + model.label() + " (" + model.name() + ")");
            }
            if (row != null) {
                rows.add(reader.computed(row));
            }
        }
        return rows;
    }

    /** Reads given values into what is kept: relations as ids, empty as null. Commands {@code [6, 0, ids]} are sets. */
    Map<String, @Nullable Object> taken(Schema.Model model, Map<String, Object> values) {
        Map<String, @Nullable Object> taken = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Schema.Field field = model.fields().get(name);
            if (field == null) {
                throw OdooError.value("Invalid field '" + name + "' on model '" + model.name() + "'");
            }
            taken.put(name, taken(field, value));
        });
        return taken;
    }

    private @Nullable Object taken(Schema.Field field, @Nullable Object value) {
        return switch (field.type()) {
            case BOOL -> Boolean.TRUE.equals(value);
            case INT -> value instanceof Number number ? number.intValue() : null;
            case FLOAT -> value instanceof Number ? Args.decimal(value) : null;
            case MANY2ONE -> value instanceof Number number ? existing(field, number.intValue()) : null;
            case X2MANY -> set(value);
            case DATETIME -> value instanceof String text ? Domain.instant(text) : null;
            case CHAR, DATE -> value instanceof String text ? text : null;
        };
    }

    private Integer existing(Schema.Field field, int id) {
        String target = Objects.requireNonNull(field.target());
        if (schema.find(target) != null) {
            store.get(target, id);
        }
        return id;
    }

    private static List<Integer> set(@Nullable Object value) {
        List<Integer> ids = new ArrayList<>();
        if (value instanceof List<?> commands) {
            for (Object command : commands) {
                if (command instanceof List<?> parts
                        && parts.size() == 3
                        && Args.decimal(parts.getFirst()).intValue() == 6) {
                    ids.addAll(Args.ids(parts.get(2)));
                } else if (command instanceof Number id) {
                    ids.add(id.intValue());
                }
            }
        }
        return ids;
    }
}
