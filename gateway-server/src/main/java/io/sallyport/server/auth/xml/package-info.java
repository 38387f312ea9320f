/** The {@code config-auth} documents of aggregate authentication: how the messages of a sign-in look on the wire. */
package io.sallyport.server.auth.xml;
