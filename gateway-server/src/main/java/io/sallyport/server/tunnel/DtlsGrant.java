package io.sallyport.server.tunnel;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The DTLS that a tunnel may have beside its TLS connection. A CONNECT makes a new one.
 *
 * @param id by which the client's first message names it; 32 random bytes
 * @param secret the master secret of what is resumed, or the pre-shared key
 * @param encoding of packets, if they may be compressed
 */
public record DtlsGrant(DtlsChoice choice, byte[] id, DtlsSecret secret, int port, Optional<Encoding> encoding) {
    private static final int ID_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a client gets, if it gets any. */
    static Optional<DtlsGrant> of(TunnelRequest request, DtlsTerms terms, boolean allowed, boolean compression) {
        if (!allowed || terms.udpPort() == 0) {
            return Optional.empty();
        }
        Optional<Encoding> encoding = compression ? Encoding.of(request.dtls().encodings()) : Optional.empty();
        return DtlsChoice.of(request.dtls(), terms.exported().isPresent(), terms.allowed())
                .map(choice ->
                        new DtlsGrant(choice, newId(), secret(choice, request, terms), terms.udpPort(), encoding));
    }

    private static DtlsSecret secret(DtlsChoice choice, TunnelRequest request, DtlsTerms terms) {
        return switch (choice) {
            case DtlsChoice.PskNegotiated() -> terms.exported().orElseThrow();
            case DtlsChoice.Resumed _, DtlsChoice.Legacy _ ->
                request.dtls().masterSecret().orElseThrow();
        };
    }

    private static byte[] newId() {
        byte[] id = new byte[ID_LENGTH];
        RANDOM.nextBytes(id);
        return id;
    }

    String idText() {
        return HexFormat.of().withUpperCase().formatHex(id);
    }

    @Override
    public String toString() {
        return "DtlsGrant[" + choice + ", ***]";
    }
}
