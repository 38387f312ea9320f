package io.sallyport.testkit.cstp;

import java.io.IOException;

/** What a tunnel needs of TLS: a stream whose borders between records can be seen. */
interface Records {

    /** Writes one record when {@code bytes} fits into one. */
    void write(byte[] bytes) throws IOException;

    /**
     * Reads what one record held.
     *
     * @return empty when the other end has closed
     */
    byte[] readRecord() throws IOException;

    /** Says goodbye by TLS, then closes. */
    void close() throws IOException;

    /** Closes TCP without a word of TLS. */
    void drop() throws IOException;
}
