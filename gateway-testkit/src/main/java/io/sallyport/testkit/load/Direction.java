package io.sallyport.testkit.load;

/** Which way the traffic goes, as the client sees it. */
public enum Direction {
    DOWNLOAD,
    UPLOAD
}
