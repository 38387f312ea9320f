package io.sallyport.server.listen;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the identity to show: one made for the name that the client asks for, otherwise the default one; of several for the
 * same name, the one whose kind of key the client takes. No name, however strange, makes a handshake fail.
 */
final class IdentityChoice extends X509ExtendedKeyManager {
    private final List<ServerIdentity> identities;

    /** @param identities the first is the default; at least one */
    IdentityChoice(List<ServerIdentity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return candidates(requestedName(engine)).stream()
                .filter(identity -> identity.keyType().equals(keyType))
                .findFirst()
                .map(identity -> Integer.toString(identities.indexOf(identity)))
                .orElse(null);
    }

    private List<ServerIdentity> candidates(Optional<String> name) {
        List<ServerIdentity> named = new ArrayList<>();
        name.ifPresent(host ->
                identities.stream().filter(identity -> identity.answersTo(host)).forEach(named::add));
        if (!named.isEmpty()) {
            return named;
        }
        ServerIdentity first = identities.getFirst();
        return identities.stream()
                .filter(identity -> identity.names().equals(first.names()))
                .toList();
    }

    private static Optional<String> requestedName(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity(alias).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity(alias).key();
    }

    private ServerIdentity identity(String alias) {
        return identities.get(Integer.parseInt(alias));
    }

    // The gateway is never a TLS client, and uses engines only.

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
