/** How a thread runs the tasks of a lease, and the watch over all such threads. */
@NullMarked
package io.gristworks.engine.worker.run;

import org.jspecify.annotations.NullMarked;
