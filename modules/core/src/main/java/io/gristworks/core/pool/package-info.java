/**
 * The work pool's decisions: who gets the next lease, and on which node.
 *
 * <pre>
 *   offers  ──▶ FairQueue   (queues, tenants, jobs by virtual time) ──┐
 *                                                                     ├─ WorkClass ──▶ Grant
 *   demands ──▶ NodeCredits (nodes by free credits)                 ──┘
 *
 *   rules ──▶ Limits ◀── what nodes hold, when the pool begins
 * </pre>
 *
 * <p>There is one pool in the cluster; {@code PoolElection} decides where. A {@code WorkClass} is
 * what decides whether a job and a node fit: the operation, and whether it needs a core. Jobs and
 * nodes are sorted into the classes where something can be done with them now, so a decision looks
 * at the first of each and never searches.
 *
 * <p>Promise: a credit is used at most once, a job never has more grants under way than tasks
 * pending, who waits is served in proportion to weight, and no limit is exceeded. Threads: one at a
 * time. Loses: everything, at any moment, without harm; offers, demands and holdings are said
 * again.
 */
@NullMarked
package io.gristworks.core.pool;

import org.jspecify.annotations.NullMarked;
