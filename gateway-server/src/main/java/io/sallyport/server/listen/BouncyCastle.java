package io.sallyport.server.listen;

import java.io.Serial;
import java.security.Provider;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jcajce.provider.asymmetric.EC;
import org.bouncycastle.jcajce.provider.asymmetric.EdEC;
import org.bouncycastle.jcajce.provider.config.ConfigurableProvider;
import org.bouncycastle.jcajce.provider.util.AsymmetricKeyInfoConverter;
import org.jspecify.annotations.Nullable;

/**
 * Bouncy Castle's elliptic curves, for whoever asks them by name; never registered. Not the whole of its provider: the tables
 * of its thousands of services take megabytes, and these are what a gateway asks for.
 */
final class BouncyCastle extends Provider implements ConfigurableProvider {
    @Serial
    private static final long serialVersionUID = 1;

    static final Provider PROVIDER = new BouncyCastle();

    private BouncyCastle() {
        super("SallyportBouncyCastle", "1", "elliptic curves of Bouncy Castle");
        new EC.Mappings().configure(this);
        new EdEC.Mappings().configure(this);
    }

    @Override
    public void addAlgorithm(String name, String implementation) {
        put(name, implementation);
    }

    @Override
    public void addAlgorithm(String name, String implementation, Map<String, String> attributes) {
        put(name, implementation);
        addAttributes(name, attributes);
    }

    @Override
    public void addAlgorithm(String type, ASN1ObjectIdentifier identifier, String implementation) {
        put(type + "." + identifier, implementation);
        put(type + ".OID." + identifier, implementation);
    }

    @Override
    public void addAlgorithm(
            String type, ASN1ObjectIdentifier identifier, String implementation, Map<String, String> attributes) {
        addAlgorithm(type, identifier, implementation);
        addAttributes(type + "." + identifier, attributes);
        addAttributes(type + ".OID." + identifier, attributes);
    }

    @Override
    public boolean hasAlgorithm(String type, String name) {
        return containsKey(type + "." + name) || containsKey("Alg.Alias." + type + "." + name);
    }

    @Override
    public void addAttributes(String name, Map<String, String> attributes) {
        attributes.forEach((attribute, value) -> put(name + " " + attribute, value));
    }

    /** Parameters are for other services than these. */
    @Override
    public void setParameter(String name, @Nullable Object value) {
        throw new UnsupportedOperationException(name);
    }

    /** Keys of certificates come from the JDK, so nobody looks for a converter. */
    @Override
    public void addKeyInfoConverter(ASN1ObjectIdentifier identifier, AsymmetricKeyInfoConverter converter) {}

    @Override
    public @Nullable AsymmetricKeyInfoConverter getKeyInfoConverter(ASN1ObjectIdentifier identifier) {
        return null;
    }
}
