package io.sallyport.aaa.store;

/**
 * What has happened to writes since the store was opened.
 *
 * @param waiting in the queue now
 * @param writes made durable
 * @param commits that made them durable
 * @param refused because the queue was full
 * @param failed by their own fault
 * @param unavailable given up because the store was out of reach
 */
public record StoreCounters(int waiting, long writes, long commits, long refused, long failed, long unavailable) {}
