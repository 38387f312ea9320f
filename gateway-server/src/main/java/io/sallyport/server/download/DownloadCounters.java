package io.sallyport.server.download;

import io.sallyport.server.metrics.Tally;

/** What has become of the files that clients may fetch. */
public record DownloadCounters(Tally<Event> events) {

    public DownloadCounters() {
        this(new Tally<>(Event.class));
    }

    /** Something that has happened to a file. */
    public enum Event {
        PROFILE_READ,
        /** What the file held before is served on. */
        PROFILE_REFUSED,
        PACKAGE_READ,
        PACKAGE_REFUSED
    }
}
