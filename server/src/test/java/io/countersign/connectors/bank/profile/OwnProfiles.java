package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections;

/** Profiles with one of our own among them, as if its file had been loaded. */
public final class OwnProfiles {

    private OwnProfiles() {}

    public static Profiles of(BankConnections connections, String source) {
        Profiles profiles = new Profiles(connections);
        profiles.run(ProfileReader.read(source).profile().orElseThrow());
        return profiles;
    }
}
