package violations.grounded.gateway;

import violations.grounded.platform.Ground;

/** Knows what it stands on. */
final class PlatformUser {
    Ground ground = new Ground();
}
