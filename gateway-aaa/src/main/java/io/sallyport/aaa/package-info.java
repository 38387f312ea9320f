/**
 * The sign-in as a conversation: an authenticator accepts, asks or refuses, and a chain of them decides for a profile.
 *
 * <p>How a question reaches the user, and what the user is told of a refusal, is for others to decide.
 */
package io.sallyport.aaa;
