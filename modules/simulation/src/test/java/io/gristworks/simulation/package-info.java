/** Days of a simulated cluster, as many as there is time for. */
@NullMarked
package io.gristworks.simulation;

import org.jspecify.annotations.NullMarked;
