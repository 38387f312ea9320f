/**
 * DTLS without I/O: records and their protection, one association after its handshake, what can be read of a ClientHello,
 * and the handshake of Cisco's early DTLS.
 *
 * <p>Bytes and a time go in, bytes come out. Sockets, addresses and threads are {@code udp}'s; certificates, cookies and the
 * handshakes of the standards are nobody's here.
 */
package io.sallyport.dataplane.dtls;
