package io.countersign.sandbox.odoo;

import java.io.Serial;

/** An error as Odoo names it, with the HTTP status JSON-2 gives it. */
final class OdooError extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String name;
    private final int status;
    private final String text;

    private OdooError(String name, int status, String text) {
        super(name + ": " + text);
        this.name = name;
        this.status = status;
        this.text = text;
    }

    String name() {
        return name;
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }

    /** Werkzeug's errors repeat the status as their second argument. */
    boolean fromWerkzeug() {
        return name.startsWith("werkzeug.");
    }

    static OdooError user(String text) {
        return new OdooError("odoo.exceptions.UserError", 422, text);
    }

    /** A refusal that leads people to a page. */
    static OdooError redirect(String text) {
        return new OdooError("odoo.exceptions.RedirectWarning", 500, text);
    }

    static OdooError validation(String text) {
        return new OdooError("odoo.exceptions.ValidationError", 422, text);
    }

    static OdooError access(String text) {
        return new OdooError("odoo.exceptions.AccessError", 403, text);
    }

    static OdooError denied() {
        return new OdooError("odoo.exceptions.AccessDenied", 403, "Access Denied");
    }

    static OdooError missing(String model, int id, int user) {
        return new OdooError(
                "odoo.exceptions.MissingError",
                404,
                "Record does not exist or has been deleted.\n(Record: " + model + "(" + id + ",), User: " + user + ")");
    }

    static OdooError value(String text) {
        return new OdooError("builtins.ValueError", 500, text);
    }

    static OdooError type(String text) {
        return new OdooError("builtins.TypeError", 500, text);
    }

    static OdooError attribute(String text) {
        return new OdooError("builtins.AttributeError", 500, text);
    }

    static OdooError notFound(String text) {
        return new OdooError("werkzeug.exceptions.NotFound", 404, text);
    }

    static OdooError unauthorized(String text) {
        return new OdooError("werkzeug.exceptions.Unauthorized", 401, text);
    }

    static OdooError badRequest(String text) {
        return new OdooError("werkzeug.exceptions.BadRequest", 400, text);
    }

    static OdooError unprocessable(String text) {
        return new OdooError("werkzeug.exceptions.UnprocessableEntity", 422, text);
    }

    static OdooError noDatabase(String database) {
        return new OdooError(
                "psycopg2.OperationalError",
                500,
                "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"" + database
                        + "\" does not exist\n");
    }
}
