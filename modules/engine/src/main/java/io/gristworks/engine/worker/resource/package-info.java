/**
 * What a node has little of, how much of it the node offers, and what it asks of the pool for it.
 */
@NullMarked
package io.gristworks.engine.worker.resource;

import org.jspecify.annotations.NullMarked;
