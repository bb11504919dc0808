package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.payments.StructuredReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one bank or one banking community takes, as a profile file says it.
 *
 * @param guides the published guides it follows: title, version, section
 * @param ack within what time the bank answers a file with a pain.002; null if it promises none
 * @param recall by which message payments are called back
 * @param calendar the name of the calendar its business days follow; the calendars are kept elsewhere
 * @param cutOffs until when of a business day it still executes a file; first those that say most
 * @param sha256 of the file, in hexadecimal: which text of the rules a file was written by
 */
record Profile(
        String name,
        String title,
        List<String> guides,
        String owner,
        Message message,
        FileRules file,
        Texts texts,
        Addresses addresses,
        Map<String, SchemeRules> schemes,
        @Nullable Duration ack,
        @Nullable Vop vop,
        RecallMessage recall,
        @Nullable String calendar,
        List<CutOffRule> cutOffs,
        AchRules.@Nullable Originator ach,
        String sha256) {

    /** The name under which a scheme stands that takes every scheme without an own entry. */
    static final String ANY = "*";

    /** Which rules a scheme has; null if the bank does not offer it here. */
    @Nullable
    SchemeRules scheme(String scheme) {
        SchemeRules own = schemes.get(scheme);
        return own == null ? schemes.get(ANY) : own;
    }

    /** Within what time the bank answers a file of a scheme; null if it promises none. */
    @Nullable
    Duration ack(String scheme) {
        SchemeRules rules = scheme(scheme);
        return rules == null || rules.ack() == null ? ack : rules.ack();
    }

    /** The name with the beginning of the file's hash, as bank files carry it: {@code ch-sps-09@1f3a9c0b2d4e}. */
    String version() {
        return name + "@" + sha256.substring(0, 12);
    }

    /** The messages that can be written. */
    enum Kind {
        PAIN_03("pain.001.001.03"),
        PAIN_09("pain.001.001.09"),
        PAIN_11("pain.001.001.11"),
        NACHA("NACHA");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        String isoNamespace() {
            return "urn:iso:std:iso:20022:tech:xsd:" + code;
        }
    }

    /**
     * The message and how its root names itself.
     *
     * @param schemaLocation {@code xsi:schemaLocation} of the root, which some banks decide the variant by
     */
    record Message(Kind kind, String namespace, @Nullable String schemaLocation) {}

    /**
     * Rules of the file as a whole. A file has one payment information block: one account, one date, one currency.
     *
     * @param name of the file at the bank; {@code {messageId}}, {@code {date}} and {@code {scheme}} are filled in
     * @param mostBytes null if the bank sets no limit
     * @param batchInfoId {@code PmtInfId}; {@code {messageId}} is filled in
     * @param batchBooking {@code BtchBookg}; null leaves it to the bank
     */
    record FileRules(
            String name,
            int mostPayments,
            @Nullable Long mostBytes,
            String batchInfoId,
            @Nullable Boolean batchBooking,
            @Nullable Initiator initiator) {}

    /** How the initiating party is identified: {@code InitgPty/Id/OrgId}. The LEI is written from version 09 on. */
    record Initiator(
            @Nullable String lei,
            @Nullable String id,
            @Nullable String scheme,
            @Nullable String issuer) {}

    /** A code of an external code list, or a proprietary one. */
    record Coded(String value, boolean proprietary) {}

    /** How addresses are written. */
    enum AddressForm {
        /** Street, postcode, town, country, each in its field. */
        STRUCTURED,
        /** Town, postcode and country in their fields, a street that does not fit as a line. */
        HYBRID,
        /** Lines only. */
        LINES
    }

    /** What becomes of an address without town or country. */
    enum Incomplete {
        /** Only the country is written. */
        COUNTRY,
        /** No address is written. */
        OMIT,
        /** The payment is not fit to send. */
        REFUSE
    }

    /**
     * Rules for creditor addresses.
     *
     * @param linesUntil the last execution date on which lines are still taken; later ones are hybrid
     */
    record Addresses(AddressForm form, @Nullable LocalDate linesUntil, Incomplete incomplete) {

        AddressForm on(LocalDate day) {
            return form == AddressForm.LINES && linesUntil != null && day.isAfter(linesUntil)
                    ? AddressForm.HYBRID
                    : form;
        }
    }

    /** Fields of a payment a scheme can ask for or refuse. */
    enum Field {
        CREDITOR_BIC("creditorBic"),
        CREDITOR_COUNTRY("creditorCountry"),
        CREDITOR_ADDRESS("creditorAddress"),
        PURPOSE("purpose"),
        REMITTANCE("remittance"),
        STRUCTURED_REFERENCE("structuredReference"),
        DEBTOR_BIC("debtorBic"),
        DEBTOR_ADDRESS("debtorAddress");

        private final String path;

        Field(String path) {
            this.path = path;
        }

        String path() {
            return "/" + path;
        }
    }

    /**
     * A way to name the creditor's account.
     *
     * @param pattern of a domestic number, with the groups {@code bank} and {@code account}; null for an IBAN
     * @param joined whether bank and account are written as one number
     * @param clearing {@code ClrSysId/Cd} of the bank's code, such as GBDSC
     * @param member the bank's code if it is always the same, such as 9900 for Bankgirot
     * @param scheme of the account, {@code SchmeNm}
     * @param example a number of this form, for the self-test
     */
    record AccountForm(
            Set<String> countries,
            @Nullable Pattern pattern,
            boolean joined,
            @Nullable String clearing,
            @Nullable String member,
            @Nullable Coded scheme,
            @Nullable String example) {

        boolean iban() {
            return pattern == null;
        }
    }

    /** How a structured reference is written: {@code CdtrRefInf/Tp}. */
    record ReferenceForm(Coded type, @Nullable String issuer) {}

    /**
     * Reporting to authorities. Without a code of its own the payment's purpose is written.
     *
     * @param countries of the creditor to which it applies; empty for all abroad
     * @param above only for amounts above this, in the payment's currency; null for all
     * @param authority the country whose authority wants it
     */
    record Regulatory(
            Set<String> countries,
            @Nullable BigDecimal above,
            @Nullable String authority,
            @Nullable String code,
            @Nullable String text) {}

    /**
     * What one scheme writes and takes.
     *
     * @param serviceLevels one in version 03, several from 09 on
     * @param currencies it takes; empty for all
     * @param countries of creditors it takes; empty for all
     * @param ack within what time the bank answers a file of this scheme; null if it is that of the profile
     */
    record SchemeRules(
            List<Coded> serviceLevels,
            @Nullable Coded localInstrument,
            @Nullable String categoryPurpose,
            @Nullable String priority,
            @Nullable String chargeBearer,
            Set<String> currencies,
            Set<String> countries,
            List<AccountForm> accounts,
            @Nullable BigDecimal mostAmount,
            Set<Field> required,
            Set<Field> forbidden,
            Map<StructuredReference.Kind, ReferenceForm> references,
            List<Regulatory> regulatory,
            @Nullable String entryClass,
            @Nullable Duration ack) {

        boolean ibanOnly() {
            return accounts.stream().allMatch(AccountForm::iban);
        }
    }

    /**
     * Until when of a business day the bank executes files of some schemes the same day.
     *
     * @param name as decisions name it: {@code cut-off-1}
     * @param currencies for which it holds; empty for all
     * @param at null for what runs at all hours
     * @param days business days from the execution to the creditor's account
     */
    record CutOffRule(
            String name,
            Set<String> schemes,
            Set<String> currencies,
            @Nullable LocalTime at,
            ZoneId zone,
            int days) {}

    /**
     * Verification of payee for files of several payments (Regulation (EU) 2024/886, article 5c): a payer that is no
     * consumer may opt out.
     *
     * @param instruction what a file without verification tells the bank ({@code InstrForDbtrAgt}); null if nothing
     * @param header with which it is sent to the bank's API; null if with none
     */
    record Vop(
            boolean optIn, String who, String why, @Nullable String instruction, Profiles.@Nullable Header header) {}
}
