package io.sallyport.aaa.store;

/**
 * Something to be done in a transaction, on one of the store's own threads.
 *
 * @param <C> what it is done with
 */
@FunctionalInterface
public interface Work<C, T> {

    T on(C connection);
}
