/**
 * How blocks of data are laid out and compressed before a database sees them.
 *
 * <pre>
 *   values ──▶ ByteSink ──▶ Frame.pack ──▶ payload ──▶ Frame.unpack ──▶ ByteSource ──▶ values
 * </pre>
 *
 * <p>Promise: damaged bytes are never taken for data. Threads: sinks and sources belong to one
 * thread; {@link io.gristworks.store.bytes.Frame} serves all.
 */
@NullMarked
package io.gristworks.store.bytes;

import org.jspecify.annotations.NullMarked;
