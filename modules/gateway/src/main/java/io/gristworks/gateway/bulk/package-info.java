/**
 * What is wished of many batches at once.
 *
 * <pre>
 *   POST /operations ──▶ BulkReader ──▶ BulkRequest ──▶ BulkStore ──▶ the keeper of bulk operations
 *   GET /operations/{id} ◀── BulkView ◀────────────────┘
 * </pre>
 *
 * <p>Wishes have the words of {@code gateway.control}, filters those of the lists. Promise: what is
 * answered with 2xx is stored, and will be carried out. Threads: one of the pool for each request.
 * Loses: nothing; it keeps no state.
 */
@NullMarked
package io.gristworks.gateway.bulk;

import org.jspecify.annotations.NullMarked;
