/**
 * What holds in the whole cluster, whoever's work it is: shares, limits, and the emergency stop.
 *
 * <pre>
 *   configuration ─┐                 ┌▶ QueueRules ──▶ a queue's pool
 *                  ├─▶ ClusterRules ─┼▶ all ─────────▶ the divider of limits
 *   stored rules  ─┘                 └▶ Stop ────────▶ worker nodes
 * </pre>
 *
 * <p>Values only. Threads: any.
 */
@NullMarked
package io.gristworks.core.rule;

import org.jspecify.annotations.NullMarked;
