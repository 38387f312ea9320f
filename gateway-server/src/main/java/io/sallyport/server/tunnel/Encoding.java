package io.sallyport.server.tunnel;

import io.sallyport.dataplane.compress.Lz4;
import io.sallyport.dataplane.compress.Lzs;
import io.sallyport.dataplane.compress.PacketCompression;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How packets may be compressed, each by itself. The better first; {@code deflate} is not among them: it carries state. */
public enum Encoding {
    LZ4("oc-lz4"),
    LZS("lzs");

    private final String text;

    Encoding(String text) {
        this.text = text;
    }

    /** As it stands in headers. */
    @Override
    public String toString() {
        return text;
    }

    /** One for a channel; it holds memory of its own. */
    public PacketCompression newCompression() {
        return switch (this) {
            case LZ4 -> new Lz4();
            case LZS -> new Lzs();
        };
    }

    /** The best of what a client offers, if it is worth anything. */
    static Optional<Encoding> of(List<String> offered) {
        return Stream.of(values())
                .filter(encoding -> offered.contains(encoding.text))
                .findFirst();
    }
}
