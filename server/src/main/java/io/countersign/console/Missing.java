package io.countersign.console;

/** There is no such thing, or it is not in the person's scope; the page says the same of both. */
class Missing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Missing(String what) {
        super(what);
    }
}
