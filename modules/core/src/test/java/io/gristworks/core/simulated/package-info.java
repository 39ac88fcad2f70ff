/**
 * A seeded day of one batch, in one thread: its coordinator and nodes as small fakes around the
 * real core, a network that loses, repeats and reorders, and a ledger that believes nobody.
 *
 * <pre>
 *   Client ──wishes──▶ Coordinator ──leases──▶ Mail ──▶ Node
 *                       │      ▲                         │
 *                     facts    └──────── Mail ◀─ reports ┘
 *                       ▼
 *                     Ledger
 * </pre>
 */
@NullMarked
package io.gristworks.core.simulated;

import org.jspecify.annotations.NullMarked;
