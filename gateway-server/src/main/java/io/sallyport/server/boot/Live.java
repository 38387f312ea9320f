package io.sallyport.server.boot;

import io.sallyport.aaa.certificate.ClientCertificates;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Limits;
import io.sallyport.server.auth.Profiles;
import io.sallyport.server.listen.TlsSettings;
import java.time.Instant;

/**
 * What a reload replaces, all at once: the configuration and what has been made of it.
 *
 * @param readAt when it was read
 */
record Live(GatewayConfig config, TlsSettings tls, ClientCertificates certificates, Profiles profiles, Instant readAt) {

    Limits limits() {
        return config.limits();
    }
}
