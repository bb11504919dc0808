package io.countersign.connectors.bank;

import io.countersign.connectors.bank.MtFields.Token;
import io.countersign.reconciliation.StatementPart;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a SWIFT file, each of which is a statement, a page of one, or a report. */
final class MtReader {

    private final MtFields fields;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;

    private @Nullable String blockType;
    private boolean inBlock;
    private @Nullable MtStatement current;
    private @Nullable String firstReference;
    private @Nullable String firstKind;

    MtReader(MtFields fields, Oddities oddities, Consumer<StatementPart> out) {
        this.fields = fields;
        this.oddities = oddities;
        this.out = out;
    }

    /** {@code MT940} and the like: of the first message. */
    String kind() {
        return firstKind == null ? "MT940" : firstKind;
    }

    /** Answers the reference of the first message. */
    @Nullable
    String read() {
        for (Token token = fields.next(); token != null; token = fields.next()) {
            switch (token) {
                case Token.Begin begin -> begin(begin);
                case Token.End end -> {
                    finish(end.line());
                    inBlock = inBlock && !end.inBlock();
                }
                case Token.Field field -> take(field);
            }
        }
        if (inBlock) {
            endInside();
        }
        finish(fields.number());
        if (firstKind == null) {
            throw Unreadable.file("the file holds no statement");
        }
        return firstReference;
    }

    /** A message without its end is complete if its closing balance was told. */
    private void endInside() {
        if (current == null || !current.closes()) {
            throw Unreadable.at(fields.number(), "the file ends inside a message of SWIFT; it is cut");
        }
        oddities.add(fields.number(), "the last message has no end");
    }

    private void begin(Token.Begin begin) {
        if (inBlock) {
            oddities.add(begin.line(), "a message begins, but the one before it has no end");
        }
        finish(begin.line());
        blockType = begin.type();
        inBlock = true;
        if (blockType != null && !MtMessages.isStatement(blockType)) {
            throw Unreadable.at(
                    begin.line(),
                    "the file holds %s, which tells no statement and is not read here"
                            .formatted(MtMessages.named(blockType)));
        }
    }

    private void take(Token.Field field) {
        if (field.tag().equals("20")) {
            finish(field.line());
        }
        MtStatement statement = current;
        if (statement == null) {
            if (!field.tag().equals("20")) {
                oddities.add(field.line(), "a field stands outside of a message (20); kept only in the original");
                return;
            }
            statement = new MtStatement(field.line(), blockType, oddities, out);
            current = statement;
        }
        statement.take(field);
    }

    private void finish(int line) {
        MtStatement statement = current;
        if (statement == null) {
            return;
        }
        current = null;
        statement.finish(line);
        if (firstKind == null) {
            firstKind = statement.format();
            firstReference = statement.reference();
        }
    }
}
