package io.sallyport.server.listen;

import io.sallyport.config.IpPrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the connections that have no tunnel yet, all together and by source, and says when there are enough of them.
 *
 * <p>Thread-safe; asked once per connection.
 */
public final class Strangers {
    /** What becomes of a new connection. Label of the counter. */
    public enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_FROM_SOURCE
    }

    private final Map<IpPrefix, Integer> bySource = new HashMap<>();
    private int total;

    /** If admitted, {@link #gone} is owed once. */
    synchronized Admission arrives(InetAddress source, int most, int mostPerSource) {
        if (total >= most) {
            return Admission.TOO_MANY;
        }
        IpPrefix prefix = SourcePrefix.of(source);
        int present = bySource.getOrDefault(prefix, 0);
        if (present >= mostPerSource) {
            return Admission.TOO_MANY_FROM_SOURCE;
        }
        bySource.put(prefix, present + 1);
        total++;
        return Admission.ADMITTED;
    }

    /** It has closed, or is no stranger any more. */
    synchronized void gone(InetAddress source) {
        total--;
        bySource.computeIfPresent(SourcePrefix.of(source), (prefix, present) -> present == 1 ? null : present - 1);
    }

    /** How many there are now. */
    public synchronized int present() {
        return total;
    }
}
