package io.gristworks.engine.protocol;

/** Marks what may cross from one JVM to another; bound to the CBOR serializer. */
public interface Wire {}
