/** Says it uses nothing. */
@ApplicationModule(allowedDependencies = {})
package violations.undeclared.upper;

import org.springframework.modulith.ApplicationModule;
