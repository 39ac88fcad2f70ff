/**
 * Puts the actors of one node together, by role, and speaks to the whole cluster for the gateway.
 *
 * <p>Threads: callers' threads; every call returns at once.
 */
@NullMarked
package io.gristworks.engine.cluster;

import org.jspecify.annotations.NullMarked;
