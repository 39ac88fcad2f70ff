/**
 * The memory of the house: what happened, in order, under names that never change.
 *
 * <pre>
 *   coordinator ──events──▶ journal
 *        ▲                     │
 *        └────── replay ───────┘
 * </pre>
 *
 * <p>Here names on disk meet classes in memory; domain records know nothing of it. Threads: none of
 * its own, all is immutable.
 */
@NullMarked
package io.gristworks.store.journal;

import org.jspecify.annotations.NullMarked;
