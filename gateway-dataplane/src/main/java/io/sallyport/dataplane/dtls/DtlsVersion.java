package io.sallyport.dataplane.dtls;

/** The versions that clients speak. */
public enum DtlsVersion {
    /** What Cisco made of a draft before RFC 4347; OpenSSL calls it {@code DTLS1_BAD_VER}. */
    CISCO_0_9(0x0100),
    /** RFC 4347. */
    DTLS_1_0(0xFEFF),
    /** RFC 6347. */
    DTLS_1_2(0xFEFD);

    private final int wire;

    DtlsVersion(int wire) {
        this.wire = wire;
    }

    /** As it stands in a record, two bytes. */
    public int wire() {
        return wire;
    }
}
