package io.countersign.controls.policy;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Puts another version of a policy in force, as a changed file would. */
@TestConfiguration(proxyBeanMethods = false)
public class ChangedPolicies {

    /** The shipped text of a policy with one piece of it replaced, in force from now on. */
    public interface Change {
        void replace(String policy, String piece, String by);
    }

    @Bean
    Change policyChange(PolicyLoader loader, Policies policies) {
        return (policy, piece, by) -> {
            String shipped = PolicyLoader.shipped(policy);
            if (!shipped.contains(piece)) {
                throw new IllegalArgumentException("The policy " + policy + " does not say: " + piece);
            }
            PolicyFile loaded = loader.load(policy + ".yaml", shipped.replace(piece, by), true);
            if (loaded instanceof PolicyFile.Refused refused) {
                throw new IllegalArgumentException(refused.faults().toString());
            }
            policies.refresh();
        };
    }
}
