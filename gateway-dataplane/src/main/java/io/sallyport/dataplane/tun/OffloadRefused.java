package io.sallyport.dataplane.tun;

/** The device can be made, but not with this {@link Offload}. */
final class OffloadRefused extends TunUnavailable {
    OffloadRefused(String message) {
        super(message);
    }
}
