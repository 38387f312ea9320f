/**
 * The database: how it is reached, how its schema grows, and how many small writes become one durable commit.
 *
 * <p>What the tables mean is known by those who own them, {@link io.sallyport.aaa.local}, {@link io.sallyport.aaa.totp} and
 * {@link io.sallyport.aaa.session}.
 */
package io.sallyport.aaa.store;
