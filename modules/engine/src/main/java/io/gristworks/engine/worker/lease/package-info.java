/** A lease on a node, and how it is made ready: its inputs are loaded and its handler is opened. */
@NullMarked
package io.gristworks.engine.worker.lease;

import org.jspecify.annotations.NullMarked;
