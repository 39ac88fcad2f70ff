/** Tests of how a node finds how many calls a service bears. */
@NullMarked
package io.gristworks.engine.worker.resource;

import org.jspecify.annotations.NullMarked;
