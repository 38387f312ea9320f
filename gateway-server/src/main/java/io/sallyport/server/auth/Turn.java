package io.sallyport.server.auth;

import io.sallyport.aaa.SignIn;
import io.sallyport.server.auth.Conversations.Named;
import java.util.Optional;

/** One message of a client in a conversation: whose turn it is, and under which circumstances. */
record Turn(Named named, ClientMessage.Client client, Visit visit) {

    Conversation conversation() {
        return named.conversation();
    }

    Profiles.Door door() {
        return conversation().door();
    }

    /** The same turn, after the conversation has been given another name. */
    Turn as(Named renamed) {
        return new Turn(renamed, client, visit);
    }

    SignIn signIn() {
        return new SignIn(door().name(), visit.source(), visit.certificates(), Optional.empty());
    }
}
