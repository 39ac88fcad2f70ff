/**
 * Carries messages from node to node.
 *
 * <pre>
 *   message ──▶ MessageCodec (store.wire) ──▶ bytes, at most MessageSize.BYTES_MAX
 *                    ▲
 *   actors ──▶ WireSerializer: addresses, names of types, an ERROR for what is too large
 * </pre>
 *
 * <p>Promise: what is too large is told with its type and size, and never dropped in silence.
 * Threads: any number.
 */
@NullMarked
package io.gristworks.engine.wire;

import org.jspecify.annotations.NullMarked;
