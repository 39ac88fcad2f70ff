/**
 * The one actor of the cluster that carries out bulk operations.
 *
 * <pre>
 *   BulkExecutor ──looks──▶ BulkStore ──open──▶ BulkPageExecutor ──control──▶ coordinators
 *       ▲                     ▲ 1. a page is read │  ▲                      │
 *       │                     │                   │  └──── 2. answers ──────┘
 *       └────── more? ────────┴─ 3. stored: place and counts
 * </pre>
 *
 * <p>Promise: what was accepted is carried out to its end whatever dies, because the place is
 * stored with the counts after each page, and holds only on the revision it was made on; a page
 * that was cut, or carried by two keepers that live for a moment, is told again what it was told.
 * Operations about one tenant come one after the other. Threads: the actor's, and one virtual
 * thread for each tenant that has an operation. Loses: nothing; it keeps no state that it cannot
 * read again.
 */
@NullMarked
package io.gristworks.engine.bulk;

import org.jspecify.annotations.NullMarked;
