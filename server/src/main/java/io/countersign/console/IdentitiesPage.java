package io.countersign.console;

import io.countersign.governance.identity.Identity;
import io.countersign.governance.identity.People;
import io.countersign.governance.identity.ServiceAccounts;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Who may do what. Read-only. */
@Page
class IdentitiesPage {

    private final People people;
    private final ServiceAccounts accounts;

    IdentitiesPage(People people, ServiceAccounts accounts) {
        this.people = people;
        this.accounts = accounts;
    }

    /** One kind of identity; the kinds have separate rules and are never mixed. */
    record Group(String title, boolean human, List<Identity> identities) {}

    @GetMapping("/identities")
    String list(Visit visit, Model page) {
        page.addAttribute(
                "groups",
                List.of(
                        new Group("People", true, people.list(visit.caller())),
                        new Group("Service accounts", false, accounts.list(visit.caller()))));
        return "console/identities";
    }
}
