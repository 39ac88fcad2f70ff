/**
 * Where bulk operations are kept, and which batches they match.
 *
 * <p>Promise: what was accepted is found again until it has ended; a step is kept only by the one
 * who knows the last. Loses: nothing.
 */
@NullMarked
package io.gristworks.store.bulk;

import org.jspecify.annotations.NullMarked;
