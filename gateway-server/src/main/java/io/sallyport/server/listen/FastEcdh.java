package io.sallyport.server.listen;

import java.io.Serial;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;

/**
 * ECDH by Bouncy Castle, and nothing else of it: with all of Bouncy Castle registered, keys would be of its kinds, which the
 * JDK's TLS does not take.
 *
 * <p>Openconnect sends its share over P-256 first, and the JDK takes the client's first. What it then computes itself takes it
 * 544 us, Bouncy Castle 191 us (JDK 25, Zen 4): the JDK multiplies a second time, to find the order of the client's point,
 * which on a curve of cofactor 1 is known when the point is on the curve. Either looks for that.
 */
final class FastEcdh extends Provider {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String TYPE = "KeyAgreement";
    private static final String ALGORITHM = "ECDH";

    FastEcdh() {
        super("SallyportECDH", "1", "ECDH of Bouncy Castle");
        putService(new Agreement(this, BouncyCastle.PROVIDER.getService(TYPE, ALGORITHM)));
    }

    private static final class Agreement extends Service {
        private final Service bouncyCastle;

        Agreement(Provider provider, Service bouncyCastle) {
            super(provider, TYPE, ALGORITHM, bouncyCastle.getClassName(), null, null);
            this.bouncyCastle = bouncyCastle;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return bouncyCastle.newInstance(parameter);
        }
    }
}
