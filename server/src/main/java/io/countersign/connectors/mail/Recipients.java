package io.countersign.connectors.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.List;
import java.util.stream.Stream;

/** Reads the e-mail field of a creditor, which an ERP fills with whatever somebody typed. */
final class Recipients {

    private static final int MOST = 5;

    private Recipients() {}

    /**
     * The bare addresses in it, without names.
     *
     * @throws AddressException if one of them is none, or if there are too many to be meant
     */
    static List<InternetAddress> of(String typed) throws AddressException {
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw new AddressException("The address has a line break or another control character in it");
        }
        InternetAddress[] parsed = InternetAddress.parse(typed.strip(), true);
        if (parsed.length == 0 || parsed.length > MOST) {
            throw new AddressException("There are %d addresses, 1 to %d are possible".formatted(parsed.length, MOST));
        }
        List<String> bare = Stream.of(parsed).map(InternetAddress::getAddress).toList();
        InternetAddress[] addresses = new InternetAddress[bare.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = one(bare.get(i));
        }
        return List.of(addresses);
    }

    private static InternetAddress one(String bare) throws AddressException {
        int at = bare.lastIndexOf('@');
        if (at < 1) {
            throw new AddressException("There is no @ in the address");
        }
        String local = bare.substring(0, at);
        if (local.chars().anyMatch(c -> c >= 0x80)) {
            throw new AddressException("Not every mail server takes the letters before the @");
        }
        try {
            InternetAddress address = new InternetAddress(local + "@" + IDN.toASCII(bare.substring(at + 1)), true);
            address.validate();
            return address;
        } catch (IllegalArgumentException noDomain) {
            throw new AddressException("There is no domain after the @");
        }
    }
}
