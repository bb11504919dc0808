package io.countersign.connectors.bank;

import io.countersign.connectors.bank.StatementFormat.Reading;
import io.countersign.payments.BankReplies.Reply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What holds of every reader of bank files, whatever it is given: it tells well-formed parts that can be stored, or it
 * refuses with {@link Unreadable}. A fuzzer calls {@link #fuzzerTestOneInput}; any other exception is a finding.
 */
public final class FuzzedBankFile {

    private static Reader reader = Reader.ANY;

    /** The readers. Those of a format are given everything, also what would not be recognised as theirs. */
    enum Reader {
        CAMT {
            @Override
            void read(byte[] input) {
                bothXml(input, message -> {
                    switch (message.kind()) {
                        case REPORT, STATEMENT, NOTIFICATION ->
                            statements(rules -> StatementReader.read(message, rules));
                        case PAYMENT_STATUS, RESOLUTION, RETURN -> {}
                    }
                });
            }
        },
        PAIN002 {
            @Override
            void read(byte[] input) {
                bothXml(input, message -> {
                    if (message.kind() == BankMessage.Kind.PAYMENT_STATUS) {
                        replies(message);
                    }
                });
            }
        },
        RECALL {
            @Override
            void read(byte[] input) {
                bothXml(input, message -> {
                    switch (message.kind()) {
                        case RESOLUTION, RETURN -> Storable.check(RecallAnswerReader.read(message, Storable::check));
                        case PAYMENT_STATUS, REPORT, STATEMENT, NOTIFICATION -> {}
                    }
                    Storable.check(message.xml().warnings());
                });
            }
        },
        MT {
            @Override
            void read(byte[] input) {
                format(new MtFormat(), input);
            }
        },
        BAI2 {
            @Override
            void read(byte[] input) {
                format(new BaiFormat(), input);
            }
        },
        CODA {
            @Override
            void read(byte[] input) {
                format(new CodaFormat(), input);
            }
        },
        CFONB {
            @Override
            void read(byte[] input) {
                format(new CfonbFormat(), input);
            }
        },
        NORMA43 {
            @Override
            void read(byte[] input) {
                format(new NormaFormat(), input);
            }
        },
        NACHA {
            @Override
            void read(byte[] input) {
                AchReplies replies = AchReplies.read(stream(input));
                Storable.check(replies.reading().messageId());
                replies.entries().forEach(entry -> Storable.check(entry.words()));
                replies.unclear().forEach(entry -> Storable.check(entry.why()));
            }
        },
        /** As a file comes in: recognised by its head, surveyed, then read again. */
        ANY {
            @Override
            void read(byte[] input) {
                Survey survey = Survey.of(stream(input));
                Storable.check(survey.warnings());
                Storable.check(survey.message());
                Storable.check(survey.messageId());
                survey.accounts().forEach(Storable::check);
                if (!survey.statements().isEmpty()) {
                    statements(rules -> Formats.read(stream(input), rules));
                }
            }
        };

        abstract void read(byte[] input);

        /** Reads, and takes its refusal for an answer. */
        void survives(byte[] input) {
            try {
                read(input);
            } catch (Unreadable refused) {
                refusal(refused);
            }
        }
    }

    private interface Statements {
        Reading into(StatementRules rules);
    }

    private interface Message {
        void read(BankMessage message);
    }

    private FuzzedBankFile() {}

    /** Called once by the fuzzer, with the name of the reader. */
    public static void fuzzerInitialize(String[] arguments) {
        reader = Reader.valueOf(arguments[0]);
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        reader.survives(input);
    }

    private static void format(StatementFormat format, byte[] input) {
        format.recognises(FileHead.of(stream(input)));
        statements(rules -> format.read(stream(input), rules));
    }

    private static void statements(Statements statements) {
        StatementRules rules = new StatementRules();
        Storable.check(statements.into(rules));
        rules.complete();
    }

    /** Once as it is, and once with its tags in order: a fuzzer alone hardly ever keeps a document well-formed. */
    private static void bothXml(byte[] input, Message message) {
        try {
            message.read(BankMessage.open(stream(input)));
        } catch (Unreadable refused) {
            refusal(refused);
        }
        byte[] mended = TagsInOrder.of(input);
        if (!Arrays.equals(mended, input)) {
            message.read(BankMessage.open(stream(mended)));
        }
    }

    private static void replies(BankMessage message) {
        StatusReportReader replies = new StatusReportReader(message);
        while (replies.hasNext()) {
            Reply reply = replies.next();
            Storable.check(reply);
        }
        Storable.check(replies.messageId());
        Storable.check(replies.originalMessageId());
        Storable.check(message.xml().warnings());
    }

    /** What a person reads of a refusal. */
    private static void refusal(Unreadable refused) {
        Storable.check(refused.why());
        Storable.check(refused.place());
    }

    private static InputStream stream(byte[] input) {
        return new ByteArrayInputStream(input);
    }
}
