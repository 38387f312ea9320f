package io.sallyport.server.download.xml;

import io.sallyport.config.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with an AnyConnect profile.
 *
 * @param unusable why it cannot be given to clients at all: it is no XML
 * @param mistakes what clients would not take as it was meant, top to bottom
 * @param unknown elements that this version does not know, top to bottom: a newer client may
 */
public record ProfileFindings(Optional<Problem> unusable, List<Problem> mistakes, List<Problem> unknown) {
    public ProfileFindings {
        mistakes = mistakes.stream().sorted().toList();
        unknown = unknown.stream().sorted().toList();
    }
}
