package io.countersign.console;

import io.countersign.controls.policy.Policies;
import io.countersign.controls.policy.PolicyVersion;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The rules in force, as their owners wrote them. Read-only: a version changes by a new file. */
@Page
class PoliciesPage {

    private final Policies policies;

    PoliciesPage(Policies policies) {
        this.policies = policies;
    }

    @GetMapping("/policies")
    String list(Model page) {
        page.addAttribute("policies", policies.inForce());
        return "console/policies";
    }

    @GetMapping("/policies/{id}")
    String one(@PathVariable String id, Model page) {
        List<PolicyVersion> versions = policies.versions(id);
        PolicyVersion inForce = policies.inForce().stream()
                .filter(version -> version.policy().equals(id))
                .findFirst()
                .orElseThrow(() -> new Missing("policy"));
        page.addAttribute("policy", inForce);
        page.addAttribute("versions", versions);
        return "console/policy";
    }
}
