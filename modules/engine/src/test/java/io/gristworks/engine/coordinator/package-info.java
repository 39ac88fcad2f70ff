/** The coordinator as an actor: what it writes, and what it says once that is written. */
@NullMarked
package io.gristworks.engine.coordinator;

import org.jspecify.annotations.NullMarked;
