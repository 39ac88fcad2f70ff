/** Tests of parts of the simulated cluster. */
@NullMarked
package io.gristworks.simulation.cluster;

import org.jspecify.annotations.NullMarked;
