package io.countersign.sandbox.odoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The public methods of the models, by name. */
final class Methods {

    private static final List<String> GENERIC = List.of(
            "search",
            "search_count",
            "search_read",
            "read",
            "create",
            "write",
            "unlink",
            "fields_get",
            "has_access",
            "message_post");

    private final Schema schema;
    private final Store store;
    private final OdooVersion version;
    private final Orm orm;
    private final Books books;
    private final Bills bills;
    private final Payments payments;
    private final Statements statements;
    private final Partners partners;

    Methods(Schema schema, Store store, OdooVersion version) {
        this.schema = schema;
        this.store = store;
        this.version = version;
        this.orm = new Orm(schema, store, version, new Reader(schema, store, version));
        this.books = new Books(store, version);
        this.bills = new Bills(store, books);
        this.payments = new Payments(store, books, version);
        this.statements = new Statements(store, books);
        this.partners = new Partners(store);
    }

    /** Calls a method; null is Python's None. */
    @Nullable
    Object call(Session session, String modelName, String method, Args args) {
        Schema.Model model = schema.model(modelName);
        if (method.startsWith("_")) {
            throw OdooError.access(
                    "Private methods (such as '" + modelName + "." + method + "') cannot be called remotely.");
        }
        if (GENERIC.contains(method)) {
            return generic(session, model, method, args);
        }
        return switch (modelName) {
            case "account.move" -> onBills(session, model, method, args);
            case "account.payment" -> onPayments(session, model, method, args);
            case "account.payment.register" -> onWizard(session, model, method, args);
            case "account.move.line" -> onItems(session, model, method, args);
            case "account.bank.statement.line" -> onStatements(session, model, method, args);
            case "account.move.reversal" -> {
                orm.mayWrite(session, model, "create");
                yield method.equals("refund_moves")
                        ? bills.refund(store.get(modelName, args.ids().getFirst()))
                        : unknown(modelName, method);
            }
            case "res.users" -> onUsers(session, method, args);
            default -> unknown(modelName, method);
        };
    }

    private Object unknown(String model, String method) {
        String text = "The method '" + model + "." + method + "' does not exist";
        throw version == OdooVersion.V18 ? OdooError.attribute(text) : OdooError.notFound(text);
    }

    private @Nullable Object generic(Session session, Schema.Model model, String method, Args args) {
        return switch (method) {
            case "search" ->
                orm.search(session, model, args).stream().map(Row::id).toList();
            case "search_count" -> orm.search(session, model, args).size();
            case "search_read" -> orm.read(session, model, orm.search(session, model, args), args.texts("fields"));
            case "read" -> orm.read(session, model, orm.browse(session, model, args), args.texts("fields"));
            case "create" -> create(session, model, args);
            case "write" -> write(session, model, args);
            case "unlink" -> unlink(session, model, args);
            case "fields_get" -> fields(model, args);
            case "has_access" -> session.inAny("read".equals(args.text("operation")) ? model.read() : model.write());
            default -> post(session, model, args);
        };
    }

    private static Map<String, Object> fields(Schema.Model model, Args args) {
        Map<String, Object> shown = new LinkedHashMap<>();
        model.fields().forEach((name, field) -> {
            if (args.texts("allfields").isEmpty() || args.texts("allfields").contains(name)) {
                shown.put(name, Map.of("type", field.type().name().toLowerCase(java.util.Locale.ROOT)));
            }
        });
        return shown;
    }

    private Object create(Session session, Schema.Model model, Args args) {
        orm.mayWrite(session, model, "create");
        Object given = args.get("vals_list");
        List<Integer> ids = new ArrayList<>();
        for (Object one : given instanceof List<?> list ? list : List.of(Objects.requireNonNull(given))) {
            ids.add(create(session, model, Args.values(one), args).id());
        }
        return given instanceof List<?> ? ids : ids.getFirst();
    }

    private Row create(Session session, Schema.Model model, Map<String, Object> raw, Args args) {
        Map<String, @Nullable Object> values = orm.taken(model, raw);
        return switch (model.name()) {
            case "account.move" ->
                bills.create(values, raw, orm.companies(session, args).getFirst());
            case "account.payment" -> payments.create(values);
            case "account.payment.register" ->
                payments.wizard(values, Args.ids(args.context().get("active_ids")));
            case "account.bank.statement.line" -> statements.create(values);
            case "res.partner" -> partners.create(values);
            case "res.partner.bank" -> partners.createBank(values, session);
            default -> store.insert(model.name(), values);
        };
    }

    private Object write(Session session, Schema.Model model, Args args) {
        Map<String, Object> raw = Args.values(Objects.requireNonNull(args.get("vals")));
        Map<String, @Nullable Object> values = orm.taken(model, raw);
        orm.mayWrite(session, model, "modify");
        for (int id : args.ids()) {
            Row row = store.get(model.name(), id);
            switch (model.name()) {
                case "account.move" -> writeEntry(row, values, raw, args);
                case "res.company" -> {
                    statements.refuseToLock(row, values);
                    store.update(model.name(), id, values);
                }
                case "account.payment" -> payments.write(row, values);
                case "account.move.line" -> statements.moveItem(row, values);
                case "account.bank.statement.line" -> statements.write(row, values, raw);
                case "res.partner.bank" -> partners.writeBank(row, values, session);
                default -> store.update(model.name(), id, values);
            }
        }
        return true;
    }

    /** Items of a posted entry are changed only by who says that the check was made elsewhere, as Odoo's own page does. */
    private void writeEntry(Row move, Map<String, @Nullable Object> values, Map<String, Object> raw, Args args) {
        if (raw.get("line_ids") instanceof List<?> commands
                && move.ref("statement_line_id") != 0
                && Boolean.TRUE.equals(args.context().get("skip_readonly_check"))) {
            statements.divide(move, commands);
        } else {
            bills.write(move, values);
        }
    }

    private Object unlink(Session session, Schema.Model model, Args args) {
        orm.mayWrite(session, model, "delete");
        for (int id : args.ids()) {
            Row row = store.get(model.name(), id);
            if (model.name().equals("account.payment")) {
                payments.unlink(row);
            } else if (model.name().equals("account.bank.statement.line")) {
                statements.unlink(row);
            } else if (model.name().equals("account.move") && row.text("state").equals("posted")) {
                throw OdooError.user("You can't delete a posted journal item. Don’t play games with your accounting"
                        + " records; reset the journal entry to draft before deleting it.");
            } else {
                store.delete(model.name(), id);
            }
        }
        return true;
    }

    /** {@code message_post}: 18 wants to know the sender's address; the text is escaped unless it says it is HTML. */
    private Object post(Session session, Schema.Model model, Args args) {
        orm.mayRead(session, model);
        Row user = store.get("res.users", session.uid());
        if (version == OdooVersion.V18 && user.text("email").isEmpty()) {
            throw OdooError.user("Unable to send message, please configure the sender's email address.");
        }
        String body = args.text("body") == null ? "" : Objects.requireNonNull(args.text("body"));
        boolean html = Boolean.TRUE.equals(args.get("body_is_html"));
        String escaped = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("body", html ? body : "<p>" + escaped + "</p>");
        values.put("model", model.name());
        values.put("res_id", store.get(model.name(), args.ids().getFirst()).id());
        values.put("message_type", args.text("message_type") == null ? "notification" : args.text("message_type"));
        values.put("date", store.began());
        values.put("author_id", user.ref("partner_id"));
        values.put("subtype_id", 2);
        return List.of(store.insert("mail.message", values).id());
    }

    private @Nullable Object onBills(Session session, Schema.Model model, String method, Args args) {
        orm.mayWrite(session, model, "modify");
        switch (method) {
            case "action_post" -> {
                return bills.post(args.ids());
            }
            case "button_cancel" -> bills.leaveBooks(args.ids(), "cancel");
            case "button_draft" -> bills.leaveBooks(args.ids(), "draft");
            case "action_toggle_block_payment" -> bills.toggleBlock(args.ids());
            case "js_assign_outstanding_line" -> {
                List<Integer> lines =
                        new ArrayList<>(books.openItems(args.ids().getFirst(), "liability_payable").stream()
                                .map(Row::id)
                                .toList());
                lines.add(args.number("line_id", 0));
                books.reconcile(lines);
            }
            default -> unknown(model.name(), method);
        }
        return null;
    }

    private @Nullable Object onPayments(Session session, Schema.Model model, String method, Args args) {
        orm.mayWrite(session, model, "modify");
        IntConsumer act = switch (method) {
            case "action_post" -> payments::post;
            case "action_cancel" -> payments::cancel;
            case "action_draft" -> payments::toDraft;
            case "action_reject" -> id -> payments.set(id, Map.of("state", "rejected"));
            case "action_validate" -> id -> payments.set(id, Map.of("state", "paid"));
            case "mark_as_sent" -> id -> payments.set(id, Map.of("is_sent", true));
            case "unmark_as_sent" -> id -> payments.set(id, Map.of("is_sent", false));
            default -> id -> unknown(model.name(), method);
        };
        args.ids().forEach(act::accept);
        return null;
    }

    private Object onWizard(Session session, Schema.Model model, String method, Args args) {
        orm.mayWrite(session, model, "create");
        return method.equals("action_create_payments")
                ? payments.pay(store.get(model.name(), args.ids().getFirst()))
                : unknown(model.name(), method);
    }

    /** Matching needs no more than the right to read, as recorded. */
    private @Nullable Object onItems(Session session, Schema.Model model, String method, Args args) {
        orm.mayRead(session, model);
        if (!method.equals("reconcile")) {
            return unknown(model.name(), method);
        }
        books.reconcile(args.ids());
        return null;
    }

    private @Nullable Object onStatements(Session session, Schema.Model model, String method, Args args) {
        orm.mayWrite(session, model, "modify");
        if (!method.equals("action_undo_reconciliation")) {
            return unknown(model.name(), method);
        }
        statements.undo(args.ids());
        return null;
    }

    private Object onUsers(Session session, String method, Args args) {
        return switch (method) {
            case "context_get" -> {
                Map<String, Object> context = new LinkedHashMap<>();
                context.put("lang", "en_US");
                context.put("tz", false);
                context.put("uid", session.uid());
                yield context;
            }
            case "has_group" -> {
                String group = String.valueOf(args.get("group_ext_id"));
                yield session.in(group.replaceFirst("^.*\\.(group_)?(account_)?", "")
                        .replace("validate_bank_account", "validate_bank"));
            }
            default -> unknown("res.users", method);
        };
    }
}
