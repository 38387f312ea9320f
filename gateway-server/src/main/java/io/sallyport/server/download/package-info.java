/**
 * What clients fetch before they have a tunnel: their profile, packages, and the small documents around them. Names are looked
 * up in an index made from the configured files; a request never becomes a path.
 *
 * <p>Knows neither HTTP nor sessions.
 */
package io.sallyport.server.download;
