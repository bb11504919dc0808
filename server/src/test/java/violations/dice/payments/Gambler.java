package violations.dice.payments;

import java.util.Random;

/** Throws dice. */
final class Gambler {
    int number = new Random().nextInt();
}
