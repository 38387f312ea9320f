package io.sallyport.server.boot;

import io.sallyport.aaa.certificate.RevocationLists;
import io.sallyport.config.ConfigReader;
import io.sallyport.config.ConfigResult;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Problem;
import io.sallyport.config.SourceMap;
import io.sallyport.config.Tls;
import io.sallyport.server.download.ClientProfile;
import io.sallyport.server.download.xml.ProfileCheck;
import io.sallyport.server.download.xml.ProfileFindings;
import io.sallyport.server.listen.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration with the files that it names: all that can be known to be right before anything is started.
 *
 * @param tls its certificates and keys, read
 * @param revocationLists of client certificates, read
 * @param mistakes in profiles for clients; the gateway hands them out all the same
 * @param unknown elements of profiles that this version does not know
 */
public record Configuration(
        GatewayConfig config,
        TlsSettings tls,
        List<X509CRL> revocationLists,
        List<Problem> mistakes,
        List<Problem> unknown) {

    public Configuration {
        revocationLists = List.copyOf(revocationLists);
        mistakes = List.copyOf(mistakes);
        unknown = List.copyOf(unknown);
    }

    /** What reading a file has come to. */
    public sealed interface Loading {
        record Loaded(Configuration configuration) implements Loading {}

        /** All that is wrong, top to bottom. */
        record Failed(List<Problem> problems) implements Loading {}
    }

    /** Reads {@code file} and what it names. */
    public static Loading load(Path file) {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Invalid(List<Problem> problems) -> new Loading.Failed(problems);
            case ConfigResult.Valid(GatewayConfig config, SourceMap sources) -> load(config, sources);
        };
    }

    private static Loading load(GatewayConfig config, SourceMap sources) {
        List<Problem> problems = new ArrayList<>();
        TlsSettings.Loading tls = TlsSettings.load(config.tls(), sources);
        if (tls instanceof TlsSettings.Loading.Failed(List<Problem> found)) {
            problems.addAll(found);
        }
        List<X509CRL> lists = revocationLists(config.tls().clientCertificates(), sources, problems);
        List<Problem> mistakes = new ArrayList<>();
        List<Problem> unknown = new ArrayList<>();
        for (Map.Entry<String, Path> profile : config.downloads().profiles().entrySet()) {
            try {
                ProfileFindings findings = ProfileCheck.of(profile.getValue(), ClientProfile.read(profile.getValue()));
                findings.unusable().ifPresent(problems::add);
                mistakes.addAll(findings.mistakes());
                unknown.addAll(findings.unknown());
            } catch (IOException e) {
                problems.add(sources.problem(
                        "downloads.profiles." + profile.getKey(),
                        "a file that cannot be read (" + e.getMessage() + ")",
                        "an AnyConnect profile"));
            }
        }
        return tls instanceof TlsSettings.Loading.Loaded(TlsSettings settings) && problems.isEmpty()
                ? new Loading.Loaded(new Configuration(config, settings, lists, mistakes, unknown))
                : new Loading.Failed(problems);
    }

    private static List<X509CRL> revocationLists(
            Tls.ClientCertificates configured, SourceMap sources, List<Problem> problems) {
        List<X509CRL> lists = new ArrayList<>();
        for (int i = 0; i < configured.crls().size(); i++) {
            String item = "tls.client-certificates.crl[" + i + "]";
            String key = sources.find(item).isPresent() ? item : "tls.client-certificates.crl";
            try {
                List<X509CRL> found = RevocationLists.read(configured.crls().get(i));
                if (found.isEmpty()) {
                    problems.add(
                            sources.problem(key, "a file without a revocation list", "revocation lists in PEM or DER"));
                }
                lists.addAll(found);
            } catch (IOException | CRLException e) {
                problems.add(sources.problem(key, "no revocation list", "revocation lists in PEM or DER"));
            }
        }
        return lists;
    }
}
