/**
 * The engine's own threads: small, bounded pools of platform threads. Handlers never run on them,
 * so that a handler that computes for ever costs its own thread and nothing else.
 *
 * <p>Promise: what an engine thread throws is logged, and an error that leaves the node in doubt
 * ends the node, through {@link io.gristworks.engine.thread.NodeFailure} alone.
 */
@NullMarked
package io.gristworks.engine.thread;

import org.jspecify.annotations.NullMarked;
