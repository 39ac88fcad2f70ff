/**
 * The threads on which a worker node does its own work, calls of the store that are made again
 * until somebody answers, and whether the node gets on.
 */
@NullMarked
package io.gristworks.engine.worker.thread;

import org.jspecify.annotations.NullMarked;
