package io.sallyport.server.tunnel;

import io.sallyport.server.tunnel.DtlsChoice.NamedSuite;
import java.util.List;

/**
 * The suites that clients name at CONNECT, the better first. AES-256 is hardly slower than AES-128 here, so what decides is
 * the mode: GCM costs half of CBC with its HMAC.
 *
 * <p>Which key exchange a name speaks of is without meaning, for none takes place.
 */
final class SuiteNames {
    /** X-DTLS12-CipherSuite. */
    static final List<NamedSuite> DTLS12 = List.of(
            new NamedSuite("ECDHE-ECDSA-AES256-GCM-SHA384", 0xC02C),
            new NamedSuite("ECDHE-RSA-AES256-GCM-SHA384", 0xC030),
            new NamedSuite("DHE-RSA-AES256-GCM-SHA384", 0x009F),
            new NamedSuite("AES256-GCM-SHA384", 0x009D),
            new NamedSuite("ECDHE-ECDSA-AES128-GCM-SHA256", 0xC02B),
            new NamedSuite("ECDHE-RSA-AES128-GCM-SHA256", 0xC02F),
            new NamedSuite("DHE-RSA-AES128-GCM-SHA256", 0x009E),
            new NamedSuite("AES128-GCM-SHA256", 0x009C),
            new NamedSuite("DHE-RSA-AES256-SHA256", 0x006B),
            new NamedSuite("AES256-SHA256", 0x003D),
            new NamedSuite("ECDHE-ECDSA-AES128-SHA256", 0xC023),
            new NamedSuite("ECDHE-RSA-AES128-SHA256", 0xC027),
            new NamedSuite("DHE-RSA-AES128-SHA256", 0x0067),
            new NamedSuite("AES128-SHA256", 0x003C),
            new NamedSuite("ECDHE-RSA-AES256-SHA", 0xC014),
            new NamedSuite("DHE-RSA-AES256-SHA", 0x0039),
            new NamedSuite("AES256-SHA", 0x0035),
            new NamedSuite("ECDHE-RSA-AES128-SHA", 0xC013),
            new NamedSuite("DHE-RSA-AES128-SHA", 0x0033),
            new NamedSuite("AES128-SHA", 0x002F));

    /** X-DTLS-CipherSuite: openconnect's way to DTLS 1.2 before there was a header for it. */
    static final List<NamedSuite> OPENCONNECT =
            List.of(new NamedSuite("OC-DTLS1_2-AES256-GCM", 0x009D), new NamedSuite("OC-DTLS1_2-AES128-GCM", 0x009C));

    /** X-DTLS-CipherSuite: DTLS 0.9 and 1.0. DES and 3DES are not for anybody. */
    static final List<NamedSuite> LEGACY = List.of(
            new NamedSuite("AES256-SHA", 0x0035),
            new NamedSuite("DHE-RSA-AES256-SHA", 0x0039),
            new NamedSuite("AES128-SHA", 0x002F),
            new NamedSuite("DHE-RSA-AES128-SHA", 0x0033));

    private SuiteNames() {}
}
