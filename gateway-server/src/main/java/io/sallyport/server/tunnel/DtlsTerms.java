package io.sallyport.server.tunnel;

import io.sallyport.config.Dtls;
import java.util.Optional;

/**
 * What DTLS a connection could be offered where it came in.
 *
 * @param udpPort of its listener; 0 if there is none
 * @param exported the key that its TLS connection gives to both ends, if it can
 */
public record DtlsTerms(int udpPort, Dtls allowed, Optional<DtlsSecret> exported) {}
