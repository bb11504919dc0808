package violations.undeclared.upper;

import violations.undeclared.lower.Lower;

/** Uses what its module does not declare. */
final class Upper {
    Lower lower = new Lower();
}
