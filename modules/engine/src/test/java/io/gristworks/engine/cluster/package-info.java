/** Tests of the engine of one node as a whole. */
@NullMarked
package io.gristworks.engine.cluster;

import org.jspecify.annotations.NullMarked;
