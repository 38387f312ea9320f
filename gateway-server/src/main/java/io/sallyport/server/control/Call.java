package io.sallyport.server.control;

import tools.jackson.databind.JsonNode;

/**
 * One line to a running gateway.
 *
 * @param arguments an object
 */
public record Call(String verb, JsonNode arguments) {

    /** A text argument. */
    public String text(String name) throws Refused {
        JsonNode value = arguments.get(name);
        if (value == null || !value.isString()) {
            throw new Refused(verb + ": " + name + " is missing");
        }
        return value.stringValue();
    }

    public boolean has(String name) {
        return arguments.has(name);
    }
}
