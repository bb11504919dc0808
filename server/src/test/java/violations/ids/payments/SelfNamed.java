package violations.ids.payments;

import java.util.UUID;

/** Makes its own name. */
final class SelfNamed {
    UUID id = UUID.randomUUID();
}
