package io.countersign.connectors.odoo;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Several calls that make sense together; the first that is not answered ends it with {@link OdooTrouble}. */
final class Conversation {

    private final Odoo odoo;
    private final BooleanSupplier mayWrite;

    Conversation(Odoo odoo) {
        this(odoo, () -> true);
    }

    private Conversation(Odoo odoo, BooleanSupplier mayWrite) {
        this.odoo = odoo;
        this.mayWrite = mayWrite;
    }

    /** The same conversation, in which nothing is written any more as soon as it is not allowed. */
    Conversation writingWhile(BooleanSupplier allowed) {
        return new Conversation(odoo, allowed);
    }

    JsonNode ask(Call call) {
        if (!call.reads() && !mayWrite.getAsBoolean()) {
            throw new OdooTrouble(
                    call, new Outcome.Failed("Odoo answers so slowly that the time for it is over", false));
        }
        return switch (odoo.call(call)) {
            case Outcome.Answered answered -> answered.value();
            case Outcome.Refused refused -> throw new OdooTrouble(call, refused);
            case Outcome.Failed failed -> throw new OdooTrouble(call, failed);
        };
    }

    List<Rec> rows(Call call) {
        return StreamSupport.stream(ask(call).spliterator(), false)
                .map(Rec::new)
                .toList();
    }

    /** Makes one record; answers its id. */
    int create(String model, Map<String, Object> values) {
        return ask(Call.create(model, values)).path(0).asInt();
    }
}
