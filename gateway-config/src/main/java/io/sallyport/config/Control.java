package io.sallyport.config;

import java.nio.file.Path;

/** @param socket Unix domain socket over which a running gateway is spoken to */
public record Control(Path socket) {}
