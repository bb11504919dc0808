package violations.entangled.connectors.odoo;

import violations.entangled.connectors.bank.Bank;

/** A connector that knows another one. */
final class BankUser {
    Bank bank = new Bank();
}
