/**
 * What the actors say to each other, and what the gateway may say to them. Coordinator, pool and
 * worker know each other through this package only.
 *
 * <p>Everything here crosses JVMs as CBOR; a type without {@link
 * io.gristworks.engine.protocol.Wire} does not.
 */
@NullMarked
package io.gristworks.engine.protocol;

import org.jspecify.annotations.NullMarked;
