/**
 * The actors: coordinator, work pool, worker node and worker. Thin: they carry commands to the pure
 * core, persist its events and run its effects.
 *
 * <pre>
 *   gateway ──submit──▶ coordinator ──offer──▶ pool ◀──demand── worker node
 *                         ▲    │                 │                │    ▲
 *                         │    └──lease──────────┼───────────────▶┘    │
 *                         │         ▲            │ grant               │
 *                         │         └────────────┘                     │
 *                         └──────────────report────────────────────────┘
 * </pre>
 */
@NullMarked
package io.gristworks.engine;

import org.jspecify.annotations.NullMarked;
