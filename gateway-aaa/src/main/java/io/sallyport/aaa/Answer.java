package io.sallyport.aaa;

import io.sallyport.config.Secret;

/** What the client said to a {@link Question}, unchecked. */
public sealed interface Answer {

    /** @param user as typed; need not be a {@link UserName} */
    record Credentials(String user, Secret password) implements Answer {}
}
