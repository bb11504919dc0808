package io.countersign.controls.policy;

import io.countersign.model.Cause;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns policy files into versions, or refuses them. */
@Component
class PolicyLoader {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoader.class);
    private static final String SHIPPED = "shipped";

    private final PolicyStore store;
    private final Ids ids;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    PolicyLoader(PolicyStore store, Ids ids, ApplicationEventPublisher events, PlatformTransactionManager manager) {
        this.store = store;
        this.ids = ids;
        this.events = events;
        this.transaction = new TransactionTemplate(manager);
    }

    /** A policy file that was read, or what is wrong with it. */
    record Compiled(Optional<PolicyDocument> document, Optional<PolicyRules> rules, List<Fault> faults) {}

    static Compiled compile(String source) {
        Faults faults = new Faults();
        Optional<PolicyDocument> document = PolicyDocument.read(source, faults);
        Optional<PolicyRules> rules = document.flatMap(read -> PolicyRules.compile(read, faults));
        return new Compiled(document, rules, faults.all());
    }

    /** Loads the policies that came with the program, each only if there is no version of it yet. */
    void loadShipped() {
        transaction.executeWithoutResult(status -> {
            store.lock();
            for (String policy : PolicyRules.IDS) {
                if (store.latest(policy).isEmpty()) {
                    String source = shipped(policy);
                    Compiled compiled = compile(source);
                    if (!compiled.faults().isEmpty()) {
                        throw new IllegalStateException("The shipped policy " + policy + ": " + compiled.faults());
                    }
                    store.add(compiled.document().orElseThrow(), source, SHIPPED, cause());
                }
            }
        });
    }

    /**
     * Loads a file as the next version, unless it is the latest one already.
     *
     * @param again whether the content of an older version is a new version; not when a process starts, whose files may
     *     be older than what another process has loaded since
     */
    PolicyFile load(String file, String source, boolean again) {
        Compiled compiled = compile(source);
        PolicyFile result = transaction.execute(status -> {
            store.lock();
            PolicyFile outcome = compiled.faults().isEmpty()
                    ? accept(file, source, compiled.document().orElseThrow(), again)
                    : refuse(file, source, compiled.faults());
            events.publishEvent(outcome);
            return outcome;
        });
        log(result);
        return result;
    }

    private PolicyFile accept(String file, String source, PolicyDocument document, boolean again) {
        boolean latest = store.latest(document.policy())
                .filter(version -> version.sha256().equals(PolicyStore.sha256(source)))
                .isPresent();
        if (latest || (!again && store.knows(document.policy(), source))) {
            return new PolicyFile.Unchanged(file);
        }
        return new PolicyFile.Accepted(file, store.add(document, source, file, cause()));
    }

    private PolicyFile refuse(String file, String source, List<Fault> faults) {
        store.refuse(file, source, faults, cause());
        return new PolicyFile.Refused(file, faults);
    }

    private static void log(PolicyFile result) {
        switch (result) {
            case PolicyFile.Accepted accepted ->
                LOG.info(
                        "Policy {} from {} is in force from {}",
                        accepted.version().name(),
                        accepted.file(),
                        accepted.version().effectiveFrom());
            case PolicyFile.Refused refused ->
                LOG.warn(
                        "Policy file {} is refused, the running version stays: {}",
                        refused.file(),
                        refused.faults().stream()
                                .map(fault -> fault.path() + ": " + fault.message())
                                .collect(Collectors.joining("; ")));
            case PolicyFile.Unchanged unchanged -> LOG.debug("Policy file {} is unchanged", unchanged.file());
        }
    }

    private Cause cause() {
        return Cause.system("policies", ids.next());
    }

    static String shipped(String policy) {
        try (InputStream in = new ClassPathResource("policies/" + policy + ".yaml").getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
