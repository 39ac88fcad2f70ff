/**
 * Uploads that nobody came back for: found, asked about, and adopted or thrown away.
 *
 * <p>Loses: nothing that a coordinator owns. Threads: whoever calls.
 */
@NullMarked
package io.gristworks.gateway.sweep;

import org.jspecify.annotations.NullMarked;
