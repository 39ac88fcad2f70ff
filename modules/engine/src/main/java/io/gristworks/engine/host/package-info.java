/**
 * What the host and the JVM tell of themselves: files of the control group and of {@code /proc},
 * and the JVM's own beans. Linux tells most, with control groups of version 2; what is not there is
 * not known, and nothing follows from it.
 *
 * <p>Threads: any; a reading takes some hundred microseconds, and is not for an actor's thread.
 */
@NullMarked
package io.gristworks.engine.host;

import org.jspecify.annotations.NullMarked;
