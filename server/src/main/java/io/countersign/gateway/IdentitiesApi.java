package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.People;
import io.countersign.governance.identity.ServiceAccounts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Identities",
        description =
                "Who may do what. People hold roles, service accounts hold capabilities; what is toxic together is"
                        + " refused, and nobody changes what they themselves may do. Needs `identities:manage`.")
class IdentitiesApi {

    private final People people;
    private final ServiceAccounts accounts;
    private final JsonBody body;

    IdentitiesApi(People people, ServiceAccounts accounts, JsonBody body) {
        this.people = people;
        this.accounts = accounts;
        this.body = body;
    }

    @GetMapping("/v1/people")
    @Operation(summary = "List people", description = "Needs `identities:manage` or `audit:read`.")
    List<Wire.IdentityView> people(Caller caller) {
        Answers.require(caller, Capability.IDENTITIES_MANAGE, Capability.AUDIT_READ);
        return people.list(caller).stream().map(Wire.IdentityView::of).toList();
    }

    @PostMapping("/v1/people")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Add a person",
            description = "The answer carries a password to be changed at the first opportunity.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.NewPerson.class))))
    Wire.IdentityChanged addPerson(Caller caller, HttpServletRequest request) {
        Fields fields = fields(request);
        People.NewPerson person = new People.NewPerson(
                fields.text("id"), fields.text("name"), set(fields, "roles"), set(fields, "legalEntities"));
        fields.check();
        return Answers.identity(people.add(caller, person));
    }

    @PostMapping("/v1/people/{id}/grant")
    @Operation(
            summary = "Grant a role",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.RoleGrant.class))))
    Wire.IdentityChanged grantRole(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        String role = fields.text("role");
        return Answers.identity(people.grant(caller, id, role, why(fields)));
    }

    @PostMapping("/v1/people/{id}/revoke")
    @Operation(
            summary = "Revoke a role",
            description = "In the console at once; on the API when the access token ends, within five minutes.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.RoleGrant.class))))
    Wire.IdentityChanged revokeRole(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        String role = fields.text("role");
        return Answers.identity(people.revoke(caller, id, role, why(fields)));
    }

    @PostMapping("/v1/people/{id}/scope")
    @Operation(
            summary = "Narrow or widen the legal entities in scope",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Scope.class))))
    Wire.IdentityChanged scope(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        Set<String> entities = set(fields, "legalEntities");
        return Answers.identity(people.scope(caller, id, entities, why(fields)));
    }

    @PostMapping("/v1/people/{id}/deactivate")
    @Operation(
            summary = "Keep a person from signing in",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.IdentityChanged deactivatePerson(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        return Answers.identity(people.setActive(caller, id, false, why(fields(request))));
    }

    @PostMapping("/v1/people/{id}/activate")
    @Operation(
            summary = "Let a person sign in again",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.IdentityChanged activatePerson(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        return Answers.identity(people.setActive(caller, id, true, why(fields(request))));
    }

    @PostMapping("/v1/people/{id}/reset-password")
    @Operation(
            summary = "Give a person a new password, told once",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.IdentityChanged resetPassword(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        return Answers.identity(people.resetPassword(caller, id, why(fields(request))));
    }

    @PostMapping("/v1/me/password")
    @Operation(
            summary = "Change your own password",
            description = "Needs no capability, but the old password.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.PasswordChange.class))))
    Wire.IdentityChanged changePassword(Caller caller, HttpServletRequest request) {
        Fields fields = fields(request);
        String old = fields.text("old");
        String password = fields.text("password");
        fields.check();
        return Answers.identity(people.changePassword(caller, old, password));
    }

    @GetMapping("/v1/service-accounts")
    @Operation(summary = "List service accounts", description = "Needs `identities:manage` or `audit:read`.")
    List<Wire.IdentityView> serviceAccounts(Caller caller) {
        Answers.require(caller, Capability.IDENTITIES_MANAGE, Capability.AUDIT_READ);
        return accounts.list(caller).stream().map(Wire.IdentityView::of).toList();
    }

    @PostMapping("/v1/service-accounts")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Add a service account",
            description =
                    "With an owner and an expiry. The answer carries the client secret, unless it has a key. What is an act"
                            + " of people (approving, releasing) is not for programs.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.NewServiceAccount.class))))
    Wire.IdentityChanged addAccount(Caller caller, HttpServletRequest request) {
        Fields fields = fields(request);
        Instant expiresAt = fields.time("expiresAt");
        ServiceAccounts.NewAccount account = new ServiceAccounts.NewAccount(
                fields.text("id"),
                fields.text("name"),
                fields.text("owner"),
                expiresAt,
                set(fields, "capabilities"),
                set(fields, "legalEntities"),
                fields.optionalText("publicKey"));
        fields.check();
        return Answers.identity(accounts.add(caller, account));
    }

    @PostMapping("/v1/service-accounts/{id}/grant")
    @Operation(
            summary = "Grant a capability",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.CapabilityGrant.class))))
    Wire.IdentityChanged grantCapability(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        String capability = fields.text("capability");
        return Answers.identity(accounts.grant(caller, id, capability, why(fields)));
    }

    @PostMapping("/v1/service-accounts/{id}/revoke")
    @Operation(
            summary = "Revoke a capability",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.CapabilityGrant.class))))
    Wire.IdentityChanged revokeCapability(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        String capability = fields.text("capability");
        return Answers.identity(accounts.revoke(caller, id, capability, why(fields)));
    }

    @PostMapping("/v1/service-accounts/{id}/rotate")
    @Operation(
            summary = "Replace the client secret; the old one stops working at once",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.IdentityChanged rotate(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        return Answers.identity(accounts.rotate(caller, id, why(fields(request))));
    }

    @PostMapping("/v1/service-accounts/{id}/extend")
    @Operation(
            summary = "Let a service account live longer, or end sooner",
            description =
                    "Needs `identities:manage`. The person who answers for the account has to be active still; the new end"
                            + " and the reason are on the audit trail.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Extension.class))))
    Wire.IdentityChanged extend(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        Fields fields = fields(request);
        Instant expiresAt = fields.time("expiresAt");
        return Answers.identity(accounts.extend(caller, id, expiresAt, why(fields)));
    }

    @PostMapping("/v1/service-accounts/{id}/deactivate")
    @Operation(
            summary = "Keep a service account from getting tokens",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.IdentityChanged deactivateAccount(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        return Answers.identity(accounts.setActive(caller, id, false, why(fields(request))));
    }

    private Fields fields(HttpServletRequest request) {
        return new Fields(body.object(request, JsonBody.SMALL));
    }

    /** Takes the reason, which is always the last field, and refuses the request if it has faults. */
    private static String why(Fields fields) {
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return why;
    }

    private static Set<String> set(Fields fields, String name) {
        return Set.copyOf(fields.texts(name));
    }
}
