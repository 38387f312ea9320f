package io.sallyport.testkit.load;

/**
 * How much a sender may send: at most a window's worth is under way. It stands still when losses have eaten up the window,
 * until somebody {@linkplain #forget declares them lost}.
 */
final class Credit {
    private long sent;
    private long received;
    private long lost;
    private int window;
    private long sentBefore;
    private long receivedBefore;

    Credit(int window) {
        this.window = window;
    }

    void window(int packets) {
        window = packets;
    }

    long underWay() {
        return sent - received - lost;
    }

    int room() {
        return (int) Math.max(0, window - underWay());
    }

    void sent(int packets) {
        sent += packets;
    }

    /**
     * What the receiver says.
     *
     * @param total packets so far
     * @return packets that are no longer under way
     */
    long received(long total) {
        long before = underWay();
        received = Math.clamp(total, received, sent);
        lost = Math.min(lost, sent - received); // some have only been late
        return before - underWay();
    }

    /**
     * Whatever is under way is lost.
     *
     * @return packets that were under way, and are no longer counted so
     */
    long forget() {
        long before = underWay();
        lost += before;
        return before;
    }

    /**
     * Called now and then. Something is under way, and since the last call nothing has been sent and nothing has come back:
     * it is lost, or the word of it.
     *
     * @return packets that were under way, and are no longer counted so
     */
    long forgetIfStuck() {
        boolean stuck = sent == sentBefore && received == receivedBefore;
        sentBefore = sent;
        receivedBefore = received;
        return stuck ? forget() : 0;
    }

    long received() {
        return received;
    }
}
