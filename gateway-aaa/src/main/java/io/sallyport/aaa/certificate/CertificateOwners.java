package io.sallyport.aaa.certificate;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.LocalUser;
import io.sallyport.aaa.local.LocalUsers;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose certificates are, of those that hold. Who is in the store too has the groups that he has there, and may be locked. */
public final class CertificateOwners {
    private static final Logger log = LoggerFactory.getLogger(CertificateOwners.class);

    private final CertificateNames names;
    private final LocalUsers users;

    public CertificateOwners(CertificateNames names, LocalUsers users) {
        this.names = names;
        this.users = users;
    }

    CompletionStage<Outcome> accept(X509Certificate certificate) {
        Optional<UserName> user = names.user(certificate);
        if (user.isEmpty()) {
            log.info("certificate refused: subject={} why=no user name in it", CertificateNames.printable(certificate));
            return CompletableFuture.completedStage(new Outcome.Refused(Refusal.BAD_CERTIFICATE));
        }
        List<String> groups = names.groups(certificate);
        return Outcome.withoutStore(users.lookUp(user.get())
                .thenApply(known -> known.filter(LocalUser::locked).isPresent()
                        ? new Outcome.Refused(Refusal.LOCKED)
                        : new Outcome.Accepted(identity(user.get(), groups, known))));
    }

    private static Identity identity(UserName user, List<String> groups, Optional<LocalUser> known) {
        List<String> all = new ArrayList<>(groups);
        known.ifPresent(found -> all.addAll(found.groups()));
        return new Identity(user, all);
    }
}
