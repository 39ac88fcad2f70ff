/**
 * How messages look between nodes: CBOR, in one place, beside the journal's forms. The engine's
 * serializer adds the addresses of actors; the simulation sends its messages through the same code.
 *
 * <p>Threads: any number.
 */
@NullMarked
package io.gristworks.store.wire;

import org.jspecify.annotations.NullMarked;
