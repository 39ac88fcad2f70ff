/**
 * What holds in the whole cluster, whoever's work it is: shares, limits, and the emergency stop.
 *
 * <pre>
 *   configuration ─┐                 ┌▶ all ─────▶ the pool
 *                  ├─▶ ClusterRules ─┤
 *   stored rules  ─┘                 └▶ Stop ────▶ worker nodes
 * </pre>
 *
 * <p>Values only. Threads: any.
 */
@NullMarked
package io.gristworks.core.rule;

import org.jspecify.annotations.NullMarked;
