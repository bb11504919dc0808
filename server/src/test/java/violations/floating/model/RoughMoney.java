package violations.floating.model;

/** An amount that is almost right. */
final class RoughMoney {
    double amount = 0.1 + 0.2;
}
