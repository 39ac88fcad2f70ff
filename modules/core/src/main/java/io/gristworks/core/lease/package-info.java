/**
 * Who holds which task right now: volatile, rebuilt from the batch and from what worker nodes say.
 *
 * <pre>
 *   pending ──grant──▶ leased ──report──▶ (outcome, in the batch)
 *      ▲                 │
 *      └─ lapse, give back, node lost, retry due ─┘
 * </pre>
 *
 * <p>Pure, and for one thread. Loses: everything with its coordinator, and that costs no task.
 */
@NullMarked
package io.gristworks.core.lease;

import org.jspecify.annotations.NullMarked;
