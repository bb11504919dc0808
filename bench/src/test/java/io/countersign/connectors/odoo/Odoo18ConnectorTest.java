package io.countersign.connectors.odoo;

import io.countersign.controls.policy.ChangedPolicies;
import io.countersign.platform.CountersignTest;
import io.countersign.sandbox.odoo.OdooVersion;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@CountersignTest
@Import({FastClock.class, ChangedPolicies.class})
class Odoo18ConnectorTest extends OdooConnectorContract {

    private static final OdooWorld WORLD = new OdooWorld(OdooVersion.V18);

    @DynamicPropertySource
    static void odoo(DynamicPropertyRegistry settings) {
        OdooProperties.of(WORLD, settings);
    }

    private static final OdooSite SITE = WORLD.site();

    @Override
    OdooSite site() {
        return SITE;
    }

    @Override
    OdooWorld world() {
        return WORLD;
    }
}
