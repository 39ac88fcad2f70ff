/**
 * Which cluster the database belongs to. A cluster may work only while the database names it as its
 * owner, so two clusters can never work on one database.
 *
 * <pre>
 *   node that starts ──read──▶ owner row ◀──renew── holder, a member of the owning cluster
 *         │                        │
 *         ├─ free or lapsed: claim, found a cluster under the next incarnation
 *         └─ alive: join that cluster, or wait until it can be reached
 * </pre>
 *
 * <p>Promise: at most one cluster holds the current incarnation; an incarnation ends only when it
 * was released, or was not renewed for its term. Writes under an earlier incarnation are refused by
 * the store. Threads: none. Loses: nothing; all it must remember is in the row.
 */
@NullMarked
package io.gristworks.core.ownership;

import org.jspecify.annotations.NullMarked;
