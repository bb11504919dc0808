package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.InputStream;
import org.springframework.stereotype.Component;

/** A bank without a line of ours: people upload files in its portal and bring back what it answers. */
@Component
class PortalChannel implements Channel {

    @Override
    public BankConnections.Channel kind() {
        return BankConnections.Channel.PORTAL;
    }

    @Override
    public Handover send(Connection connection, Draft draft, InputStream content, long size) {
        return new Handover.ByHand("Waits for a person to upload it in the portal of " + connection.name());
    }

    @Override
    public Presence look(Connection connection, Draft draft) {
        return Presence.CANNOT_LOOK;
    }

    @Override
    public int fetch(Connection connection, Keep keep) {
        return 0;
    }

    @Override
    public boolean canFail() {
        return false;
    }
}
