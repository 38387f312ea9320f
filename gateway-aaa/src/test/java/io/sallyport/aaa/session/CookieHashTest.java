package io.sallyport.aaa.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CookieHashTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isSha256OfTheCookie() {
        assertThat(CookieHash.of("abc").toHex()).isEqualTo(OF_ABC);
        assertThat(CookieHash.ofHex(OF_ABC)).isEqualTo(CookieHash.of("abc"));
    }

    @Test
    void comparesAllItsBits() {
        assertThat(CookieHash.of("abc")).isNotEqualTo(CookieHash.of("abd")).hasSameHashCodeAs(CookieHash.of("abc"));
        assertThat(new CookieHash(1, 2, 3, 4)).isNotEqualTo(new CookieHash(1, 2, 3, 5));
    }

    @Test
    void printsAnEighthOfItself() {
        assertThat(CookieHash.of("abc")).hasToString("CookieHash[ba7816bf…]");
    }
}
