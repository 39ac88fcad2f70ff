/** Tests of what crosses from one JVM to another. */
@NullMarked
package io.gristworks.engine.protocol;

import org.jspecify.annotations.NullMarked;
