package io.sallyport.server.control;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** What a running gateway can be asked over its control socket. */
public final class Verbs {
    private static final Logger log = LoggerFactory.getLogger(Verbs.class);
    private static final long PATIENCE_SECONDS = 60;
    private static final int LONGEST_LINE = 1 << 20; // characters; an imported file of users travels in one

    /** Does one thing; the value becomes the {@code result} of the answer. */
    @FunctionalInterface
    public interface Verb {
        CompletionStage<?> run(Call call) throws Refused;
    }

    private record Result(Object result) {}

    private record Refusal(String error) {}

    private final Map<String, Verb> verbs;

    public Verbs(Map<String, Verb> verbs) {
        this.verbs = Map.copyOf(verbs);
    }

    /** The answer to one line, itself one line. May take its time: called on a thread that can wait. */
    String answer(String line) {
        try {
            return Json.MAPPER.writeValueAsString(new Result(result(line)));
        } catch (Refused e) {
            return Json.MAPPER.writeValueAsString(new Refusal(e.reason()));
        }
    }

    private Object result(String line) throws Refused {
        Call call = parse(line);
        Verb verb = verbs.get(call.verb());
        if (verb == null) {
            throw new Refused("unknown verb: " + call.verb());
        }
        try {
            return verb.run(call).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refusal(call, e);
        } catch (TimeoutException e) {
            throw new Refused(call.verb() + ": not done within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("the gateway is stopping");
        }
    }

    private static Refused refusal(Call call, ExecutionException failure) {
        if (failure.getCause() instanceof Refused refused) {
            return refused;
        }
        log.error("gateway fault: verb={}", call.verb(), failure.getCause());
        return new Refused(call.verb() + ": failed; the gateway's log says more");
    }

    private static Call parse(String line) throws Refused {
        if (line.length() > LONGEST_LINE) {
            throw new Refused("too long");
        }
        try {
            Call call = Json.MAPPER.readValue(line, Call.class);
            if (call.verb() == null
                    || call.arguments() == null
                    || !call.arguments().isObject()) {
                throw new Refused("not a call");
            }
            return call;
        } catch (JacksonException e) {
            throw new Refused("not a call");
        }
    }
}
