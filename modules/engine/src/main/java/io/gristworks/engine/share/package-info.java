/**
 * One divider for the cluster, of the limits of tenants and operations.
 *
 * <pre>
 *   RuleBoard ──rules──▶ LimitDivider ◀──Claimed── work pools, wherever they are
 *                                     ──Allotted─▶
 * </pre>
 *
 * <p>Promise: see {@link io.gristworks.core.share}. While there is none, pools go on with what they
 * have. Threads: the actor's. Loses: everything, when it moves, without harm.
 */
@NullMarked
package io.gristworks.engine.share;

import org.jspecify.annotations.NullMarked;
