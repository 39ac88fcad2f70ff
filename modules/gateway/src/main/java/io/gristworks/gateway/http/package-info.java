/**
 * What every route needs: who asks, a body read as a blocking stream on a thread that may block,
 * answers as JSON, refusals as problems.
 *
 * <p>Threads: nothing here blocks a dispatcher of the actor system; what blocks runs through {@link
 * io.gristworks.gateway.http.Offload}.
 */
@NullMarked
package io.gristworks.gateway.http;

import org.jspecify.annotations.NullMarked;
