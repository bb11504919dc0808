package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.AccountCheck;
import io.countersign.payments.Compliance;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Views;
import io.countersign.payments.ports.BankProfiles;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import nl.garvelink.iban.CountryCodes;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Master data",
        description =
                "What the ERP says about invoices, suppliers and ourselves. Account numbers are masked unless you may"
                        + " see payments or edit suppliers.")
class MasterDataApi {

    private final PaymentQueries queries;
    private final Compliance compliance;
    private final JsonBody body;

    MasterDataApi(PaymentQueries queries, Compliance compliance, JsonBody body) {
        this.queries = queries;
        this.compliance = compliance;
        this.body = body;
    }

    @GetMapping("/v1/invoices")
    @Operation(
            summary = "List invoices with something left to pay, by due date",
            description = "Needs `invoices:read`.")
    Wire.Page<Views.Invoice> invoices(
            Caller caller,
            @Parameter(description = "Part of a supplier or a number")
                    @RequestParam(name = "text", required = false)
                    @Nullable
                    String text,
            @RequestParam(name = "legalEntity", required = false) @Nullable String legalEntity,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.INVOICES_READ);
        int most = Answers.limit(limit);
        Views.Page<Views.Invoice> page =
                Answers.page(after, cursor -> queries.openInvoices(caller, text, legalEntity, cursor, most));
        boolean masked = !seesAccounts(caller);
        return new Wire.Page<>(
                page.items().stream()
                        .map(invoice -> masked ? withMaskedAccount(invoice) : invoice)
                        .toList(),
                page.next());
    }

    @GetMapping("/v1/suppliers")
    @Operation(summary = "List suppliers and their accounts", description = "Needs `invoices:read`.")
    Wire.Page<Views.Party> suppliers(
            Caller caller,
            @Parameter(description = "Part of a name") @RequestParam(name = "text", required = false) @Nullable
                    String text,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.INVOICES_READ);
        int most = Answers.limit(limit);
        Views.Page<Views.Party> page = Answers.page(after, cursor -> queries.parties(caller, text, cursor, most));
        boolean masked = !seesAccounts(caller);
        return new Wire.Page<>(
                page.items().stream()
                        .map(party -> masked ? withMaskedAccounts(party) : party)
                        .toList(),
                page.next());
    }

    @GetMapping("/v1/suppliers/compliance")
    @Operation(
            summary = "List suppliers whose data a bank would refuse",
            description =
                    "By the rules of a bank profile: a structured address that is missing, an account of a form the bank"
                            + " does not take, a name of which nothing is left in its characters. Needs"
                            + " `invoices:read`.")
    Wire.Page<Compliance.Unfit> compliance(
            Caller caller,
            @Parameter(description = "The name of a bank profile", example = "cross-border-09")
                    @RequestParam(name = "profile")
                    String profile,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.INVOICES_READ);
        if (compliance.profiles().stream().noneMatch(each -> each.name().equals(profile))) {
            throw new ApiProblem(
                    ErrorCode.INVALID,
                    null,
                    List.of(new Fault("profile", ErrorCode.INVALID, "There is no such bank profile")));
        }
        int most = Answers.limit(limit);
        Views.Page<Compliance.Unfit> page =
                Answers.page(after, cursor -> compliance.suppliers(caller, profile, cursor, most));
        boolean masked = !seesAccounts(caller);
        return new Wire.Page<>(
                page.items().stream()
                        .map(unfit -> masked ? withMaskedAccount(unfit) : unfit)
                        .toList(),
                page.next());
    }

    @GetMapping("/v1/bank-profiles")
    @Operation(
            summary = "List what banks take",
            description =
                    "The bank profiles that run, with the message they write, the schemes they offer, the message by which"
                            + " payments are called back (`recall`, where a connection's settings name no other; `none` if"
                            + " by no file) and the published guides they follow. Needs `payments:read` or"
                            + " `invoices:read`.")
    List<BankProfiles.Described> bankProfiles(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ, Capability.INVOICES_READ);
        return compliance.profiles();
    }

    private static Compliance.Unfit withMaskedAccount(Compliance.Unfit unfit) {
        return new Compliance.Unfit(
                unfit.partyId(),
                unfit.name(),
                unfit.country(),
                String.valueOf(Answers.masked(unfit.account())),
                unfit.openInvoices(),
                unfit.reasons());
    }

    @GetMapping("/v1/legal-entities")
    @Operation(
            summary = "List the legal entities in your scope",
            description = "Needs `payments:read` or `invoices:read`.")
    List<Views.LegalEntity> legalEntities(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ, Capability.INVOICES_READ);
        return queries.legalEntities(caller);
    }

    @GetMapping("/v1/own-accounts")
    @Operation(summary = "List our bank accounts in your scope", description = "Needs `payments:read`.")
    List<Views.OwnAccount> ownAccounts(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return queries.ownAccounts(caller);
    }

    @PostMapping("/v1/bank-accounts/validations")
    @Operation(
            summary = "Check an IBAN and a BIC",
            description =
                    "Length, structure and check digits by the IBAN registry; form and country by ISO 9362. Tells all"
                            + " faults. It says whether a number can exist, not whether the account does.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.AccountToValidate.class))))
    Wire.AccountValidation validate(HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String number = AccountCheck.compact(fields.text("number"));
        String bic = fields.optionalText("bic");
        fields.check();
        List<Fault> faults = new ArrayList<>(AccountCheck.iban("/number", number));
        if (bic != null) {
            faults.addAll(AccountCheck.bic("/bic", bic));
        }
        String country = AccountCheck.looksLikeIban(number) ? number.substring(0, 2) : null;
        return new Wire.AccountValidation(
                faults.isEmpty(),
                number,
                country,
                country == null ? null : CountryCodes.isSEPACountry(country),
                faults.stream()
                        .map(fault ->
                                new Problem.OneFault(fault.path(), fault.code().code(), fault.message()))
                        .toList());
    }

    private static boolean seesAccounts(Caller caller) {
        return caller.may(Capability.PAYMENTS_READ) || caller.may(Capability.SUPPLIERS_EDIT);
    }

    private static Views.Invoice withMaskedAccount(Views.Invoice invoice) {
        return new Views.Invoice(
                invoice.id(),
                invoice.legalEntity(),
                invoice.partyId(),
                invoice.partyName(),
                invoice.kind(),
                invoice.number(),
                invoice.supplierReference(),
                invoice.issuedOn(),
                invoice.dueOn(),
                invoice.currency(),
                invoice.total(),
                invoice.residual(),
                invoice.open(),
                Answers.masked(invoice.accountNumber()),
                invoice.blocked(),
                invoice.erpState(),
                invoice.erpId());
    }

    private static Views.Party withMaskedAccounts(Views.Party party) {
        List<Views.PartyAccount> accounts = party.accounts().stream()
                .map(account -> new Views.PartyAccount(
                        account.id(),
                        String.valueOf(Answers.masked(account.number())),
                        account.bic(),
                        account.trusted(),
                        account.fault(),
                        account.active()))
                .toList();
        return new Views.Party(
                party.id(),
                party.kind(),
                party.name(),
                party.country(),
                party.risk(),
                party.active(),
                party.erpId(),
                accounts);
    }
}
