package violations.sideways.console;

import violations.sideways.gateway.Beside;

/** Uses its own row. */
final class Neighbour {
    Beside beside = new Beside();
}
