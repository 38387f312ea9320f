/** Reading XML that others have written, whoever they are. What documents mean is known where they are used. */
package io.sallyport.server.xml;
