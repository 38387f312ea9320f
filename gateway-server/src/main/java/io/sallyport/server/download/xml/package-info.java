/** Documents of the downloader: package manifests, and the AnyConnect profiles that operators write. */
package io.sallyport.server.download.xml;
