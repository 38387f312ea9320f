package io.sallyport.lab;

/** What a user of the lab signs in with. */
public record Credentials(String user, String password) {

    @Override
    public String toString() {
        return user;
    }
}
