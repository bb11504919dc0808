package io.countersign.console;

import io.countersign.governance.identity.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** Who is signed in. */
interface SignedIn {

    Caller caller(HttpServletRequest request);
}
