/**
 * The second factor that an authenticator app computes: codes of six digits that change every half a minute (RFC 6238).
 *
 * <p>The secrets are in the store, and so is what has been used up of each.
 */
package io.sallyport.aaa.totp;
