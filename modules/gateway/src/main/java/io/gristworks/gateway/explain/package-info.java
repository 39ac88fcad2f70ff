/**
 * Answers why something is not running, or not finished: gathers what is around it, and has {@link
 * io.gristworks.gateway.explain.Explainer} say why.
 *
 * <p>Threads: one request is one thread. Keeps no state.
 */
@NullMarked
package io.gristworks.gateway.explain;

import org.jspecify.annotations.NullMarked;
