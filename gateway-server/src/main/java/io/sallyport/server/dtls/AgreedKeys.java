package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.DtlsVersion;
import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordKeys;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.util.Arrays;

/** What a handshake of Bouncy Castle's has agreed on, in the words of the record layer. */
final class AgreedKeys {
    private AgreedKeys() {}

    /** Only while {@code notifyHandshakeComplete} runs: the library forgets its secrets right after. */
    static RecordKeys of(TlsContext context) {
        SecurityParameters agreed = context.getSecurityParametersConnection();
        Protection protection = Protection.ofSuite(agreed.getCipherSuite()).orElseThrow();
        byte[] seed = Arrays.concatenate(agreed.getServerRandom(), agreed.getClientRandom());
        byte[] keyBlock = TlsUtils.PRF(
                        agreed, agreed.getMasterSecret(), "key expansion", seed, protection.keyBlockLength())
                .extract();
        return RecordKeys.ofServer(version(agreed.getNegotiatedVersion()), protection, keyBlock);
    }

    private static DtlsVersion version(ProtocolVersion version) {
        return ProtocolVersion.DTLSv10.equals(version) ? DtlsVersion.DTLS_1_0 : DtlsVersion.DTLS_1_2;
    }
}
