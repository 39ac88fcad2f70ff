/**
 * The work pool's decisions: who gets the next lease, and on which node.
 *
 * <pre>
 *   offers  ──▶ Turns     (tenants and jobs by virtual time) ──┐
 *                                                              ├─ Lane ──▶ AskGrant
 *   demands ──▶ Workforce (nodes by free credits)            ──┘
 * </pre>
 *
 * <p>The limits of tenants and operations may be divided between the pools of a cluster: {@code
 * Shares} holds this pool's parts, and says what it needs; see {@link io.gristworks.core.share}.
 *
 * <p>A {@code Lane} is what decides whether a job and a node fit: the operation, and whether it
 * needs a core. Jobs and nodes are sorted into the lanes where something can be done with them now,
 * so a decision looks at the first of each and never searches.
 *
 * <p>Promise: a credit is used at most once, a job never has more grants under way than tasks
 * pending, and who waits is served in proportion to weight. Threads: one at a time. Loses:
 * everything, at any moment, without harm; offers and demands are said again.
 */
@NullMarked
package io.gristworks.core.pool;

import org.jspecify.annotations.NullMarked;
