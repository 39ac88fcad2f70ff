/** Tests of the worker node, against probes and a store in memory. */
@NullMarked
package io.gristworks.engine.worker;

import org.jspecify.annotations.NullMarked;
