package io.sallyport.server.boot;

import io.sallyport.server.auth.AuthCounters;
import io.sallyport.server.cstp.CstpCounters;
import io.sallyport.server.download.DownloadCounters;
import io.sallyport.server.dtls.DtlsCounters;
import io.sallyport.server.http.HttpCounters;
import io.sallyport.server.listen.ListenCounters;
import io.sallyport.server.session.SessionCounters;

/** What the rooms of the gateway count. */
record Counters(
        ListenCounters listen,
        HttpCounters http,
        DownloadCounters downloads,
        AuthCounters auth,
        SessionCounters sessions,
        CstpCounters cstp,
        DtlsCounters dtls) {

    Counters() {
        this(
                new ListenCounters(),
                new HttpCounters(),
                new DownloadCounters(),
                new AuthCounters(),
                new SessionCounters(),
                new CstpCounters(),
                new DtlsCounters());
    }
}
