package io.gristworks.handler;

/** The parameters of an operation that takes none. */
public record NoParameters() {}
