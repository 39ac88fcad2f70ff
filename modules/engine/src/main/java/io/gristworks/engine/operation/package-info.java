/**
 * The operations that this JVM can run, and how JSON becomes their parameters, inputs and results.
 *
 * <p>Found once by {@link java.util.ServiceLoader}; all immutable, for any number of threads.
 */
@NullMarked
package io.gristworks.engine.operation;

import org.jspecify.annotations.NullMarked;
