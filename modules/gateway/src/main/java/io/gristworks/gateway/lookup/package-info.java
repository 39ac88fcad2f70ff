/**
 * Finds the batches and jobs that requests name, for those whose they are.
 *
 * <p>Threads: answers come on the cluster's threads. Keeps no state.
 */
@NullMarked
package io.gristworks.gateway.lookup;

import org.jspecify.annotations.NullMarked;
