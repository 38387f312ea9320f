/**
 * Sessions: how they begin, get tunnels, lose them, and end. {@link io.sallyport.server.session.Sessions} is the door.
 *
 * <p>Everything here belongs to the control executor; nothing waits for the store while it holds that thread.
 */
package io.sallyport.server.session;
