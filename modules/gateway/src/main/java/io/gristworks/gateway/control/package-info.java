/**
 * What is wished of batches and jobs while they are there: pause, resume, cancel, other shares and
 * limits, another try.
 *
 * <pre>
 *   request ──▶ ControlReader ──▶ BatchCommand ──▶ Cluster.control ──▶ status
 * </pre>
 *
 * <p>Promise: what is answered with 2xx is durable, and saying it again changes nothing. Threads:
 * one request is one thread. Loses: nothing; it keeps no state.
 */
@NullMarked
package io.gristworks.gateway.control;

import org.jspecify.annotations.NullMarked;
