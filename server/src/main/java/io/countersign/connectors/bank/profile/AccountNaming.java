package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.AccountForm;
import io.countersign.connectors.bank.profile.Profile.Coded;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.AccountCheck;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * How an account is named in a file: by its IBAN, or by a domestic number with the code of its bank.
 *
 * @param clearing the clearing system of {@code member}; null if the bank has no code beside its BIC
 */
record AccountNaming(
        boolean iban,
        String number,
        @Nullable String clearing,
        @Nullable String member,
        @Nullable Coded scheme) {

    /** Null if the scheme takes no such number. */
    static @Nullable AccountNaming of(String number, SchemeRules scheme) {
        for (AccountForm form : scheme.accounts()) {
            AccountNaming naming = of(number, form);
            if (naming != null) {
                return naming;
            }
        }
        return null;
    }

    /** As the scheme names it; as it is where the scheme takes no such number, which is true of accounts of our own. */
    static AccountNaming orAsItIs(String number, SchemeRules scheme) {
        AccountNaming naming = of(number, scheme);
        return naming == null ? new AccountNaming(isIban(number), number, null, null, null) : naming;
    }

    private static @Nullable AccountNaming of(String number, AccountForm form) {
        if (form.pattern() == null) {
            boolean takes = isIban(number)
                    && (form.countries().isEmpty() || form.countries().contains(number.substring(0, 2)));
            return takes ? new AccountNaming(true, number, null, null, null) : null;
        }
        Matcher matcher = form.pattern().matcher(number);
        if (!matcher.matches()) {
            return null;
        }
        String bank = form.pattern().namedGroups().containsKey("bank") ? matcher.group("bank") : null;
        String member = form.member() == null ? bank : form.member();
        return new AccountNaming(
                false,
                form.joined() && bank != null ? bank + matcher.group("account") : matcher.group("account"),
                member == null ? null : form.clearing(),
                form.clearing() == null ? null : member,
                form.scheme());
    }

    /** Two letters, two digits, up to 30 letters and digits; that it is a right one was checked when it came in. */
    static boolean isIban(String number) {
        return number.length() >= 15
                && number.length() <= 34
                && AccountCheck.looksLikeIban(number)
                && isCapitalsAndDigits(number);
    }

    private static boolean isCapitalsAndDigits(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}
