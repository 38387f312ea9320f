package io.sallyport.aaa;

import io.sallyport.config.Profile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The authenticators of one profile, one after the other, then its membership.
 *
 * <p>Every link has to accept. The first one to accept names the user; the others have to prove the same one. Membership is
 * looked at last: that somebody is not a member is told only to who has proven to be that somebody.
 */
public final class Chain implements Authenticator {
    private final List<Authenticator> links;
    private final List<String> members;

    /** @param backends what stands behind each method of the profile */
    public Chain(Profile profile, Function<Profile.Method, Authenticator> backends) {
        this(profile.authenticate().stream().map(backends).toList(), profile.members());
    }

    Chain(List<Authenticator> links, List<String> members) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("links: none (expected: at least one, or everybody gets in)");
        }
        this.links = List.copyOf(links);
        this.members = List.copyOf(members);
    }

    @Override
    public CompletionStage<Outcome> begin(SignIn signIn) {
        return enter(new Progress(0, signIn, Optional.empty()));
    }

    /**
     * @param link index of the link that is asked now
     * @param proven what the links before it have agreed upon; absent for the first
     */
    private record Progress(int link, SignIn signIn, Optional<Identity> proven) {

        Progress next(Identity identity) {
            return new Progress(link + 1, signIn.provenAs(identity.user()), Optional.of(identity));
        }
    }

    private CompletionStage<Outcome> enter(Progress progress) {
        return links.get(progress.link()).begin(progress.signIn()).thenCompose(outcome -> follow(progress, outcome));
    }

    private CompletionStage<Outcome> follow(Progress progress, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> CompletableFuture.completedStage(refused);
            case Outcome.Ask(Question question, Outcome.Continuation next, var complaint) ->
                CompletableFuture.completedStage(new Outcome.Ask(
                        question,
                        answer -> next.answer(answer).thenCompose(then -> follow(progress, then)),
                        complaint));
            case Outcome.Accepted(Identity identity) -> accept(progress, identity);
        };
    }

    private CompletionStage<Outcome> accept(Progress progress, Identity identity) {
        Optional<UserName> known = progress.signIn().user();
        if (known.isPresent() && !known.get().equals(identity.user())) {
            return CompletableFuture.completedStage(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
        }
        Identity agreed =
                progress.proven().map(proven -> proven.and(identity.groups())).orElse(identity);
        if (progress.link() + 1 < links.size()) {
            return enter(progress.next(agreed));
        }
        boolean welcome = members.isEmpty() || agreed.isInOneOf(members);
        return CompletableFuture.completedStage(
                welcome ? new Outcome.Accepted(agreed) : new Outcome.Refused(Refusal.NOT_A_MEMBER));
    }
}
