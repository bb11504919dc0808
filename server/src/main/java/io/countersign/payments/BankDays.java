package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.calendar.Calendars;
import io.countersign.payments.ports.BankProfiles;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** On which days a bank works: by its own calendar, that of a currency, and that of a scheme. */
@Component
public class BankDays {

    private final Calendars calendars;
    private final BankProfiles profiles;

    BankDays(Calendars calendars, BankProfiles profiles) {
        this.calendars = calendars;
        this.profiles = profiles;
    }

    /** The days on which the bank of an account books, and so sends statements. */
    public BusinessDays ofAccount(String connection, String currency) {
        return of(List.of(), currency, connection);
    }

    BusinessDays of(Collection<String> scheme, String currency, @Nullable String connection) {
        String ofProfile =
                connection == null ? null : profiles.calendar(connection).orElse(null);
        return calendars.of(scheme, currency, connection, ofProfile);
    }
}
