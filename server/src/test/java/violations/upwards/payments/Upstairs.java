package violations.upwards.payments;

import violations.upwards.cases.Above;

/** Uses a row above its own. */
final class Upstairs {
    Above above = new Above();
}
