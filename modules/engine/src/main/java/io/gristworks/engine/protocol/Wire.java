package io.gristworks.engine.protocol;

/** Marks what may cross from one JVM to another; bound to {@code engine.wire.WireSerializer}. */
public interface Wire {}
