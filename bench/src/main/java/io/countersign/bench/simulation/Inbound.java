package io.countersign.bench.simulation;

import io.countersign.model.Cause;
import io.countersign.payments.Settlements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the bank's post: a message is done with only when it was read to its end. */
final class Inbound {

    private static final Cause BANK = Cause.system("bank-inbox", new UUID(0, 2));

    private final Product product;
    private final Post post;

    Inbound(Product product, Post post) {
        this.product = product;
        this.post = post;
    }

    Optional<Signers.Act> next() {
        return post.arrived()
                .map(message -> new Signers.Act("read " + message.id(), () -> {
                    String outcome = read(message);
                    post.read(message);
                    return outcome;
                }));
    }

    private String read(Post.Message message) {
        return switch (message) {
            case Post.Message.Status status ->
                product.replies()
                        .apply(
                                status.connection(),
                                status.id(),
                                status.replies().iterator(),
                                BANK)
                        .toString();
            case Post.Message.Statement statement -> book(statement);
        };
    }

    private String book(Post.Message.Statement statement) {
        List<Settlements.Booking> bookings = new ArrayList<>();
        List<Settlements.Return> returns = new ArrayList<>();
        for (Post.Entry entry : statement.entries()) {
            UUID payment = product.jdbc()
                    .sql("select id from payments.matchable where end_to_end_id = :id")
                    .param("id", entry.order().endToEndId())
                    .query(UUID.class)
                    .single();
            if (entry.credit()) {
                returns.add(new Settlements.Return(
                        payment, entry.bookedOn(), statement.id(), entry.returnCode(), "returned"));
            } else {
                bookings.add(new Settlements.Booking(
                        payment, entry.bookedOn(), statement.id(), entry.bankReference(), true));
            }
        }
        return product.settlements().book(bookings, BANK)
                + " booked, "
                + product.settlements().giveBack(returns, BANK)
                + " returned";
    }
}
