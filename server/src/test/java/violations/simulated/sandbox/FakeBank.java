package violations.simulated.sandbox;

/** A simulated company in the product. */
final class FakeBank {}
