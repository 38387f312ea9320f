package io.sallyport.server.cli;

import java.lang.reflect.Proxy;

/**
 * POSIX signals, through {@code sun.misc.Signal}: the JDK has no other way to them. By reflection, because the compiler has a
 * warning for it that cannot be switched off.
 */
final class Signals {
    private Signals() {}

    /** @param name without {@code SIG} */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object actor = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, actor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every JDK of this version has sun.misc.Signal", e);
        }
    }
}
