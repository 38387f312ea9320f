package io.sallyport.aaa.store;

import java.util.concurrent.Semaphore;

/** A program that writes and, for each write that it was told is durable, prints a line. It ends by being killed, or when a write fails. */
final class WriteUntilKilled {
    private static final int UNDER_WAY = 16;

    private WriteUntilKilled() {}

    /** @param arguments JDBC URL; what the names that are written start with */
    public static void main(String[] arguments) throws InterruptedException {
        Store store = Store.open(new io.sallyport.config.Store(arguments[0]));
        System.out.println("open: " + Store.class.getModule());
        Semaphore room = new Semaphore(UNDER_WAY);
        for (int i = 0; ; i++) {
            room.acquire();
            String name = arguments[1] + i;
            TestRows.insert(store, name).whenComplete((_, failure) -> {
                if (failure != null) {
                    System.out.println("failed: " + failure);
                    Runtime.getRuntime().halt(1);
                }
                System.out.println(name);
                room.release();
            });
        }
    }
}
