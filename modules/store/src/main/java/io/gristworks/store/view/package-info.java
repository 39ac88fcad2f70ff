/**
 * Lists and history of batches, for screens that must not wake a coordinator.
 *
 * <p>Each coordinator writes its own rows, at every change of status and at most once a second
 * besides; the journal is the truth. Loses: nothing that a replay of the journal would not bring
 * back.
 */
@NullMarked
package io.gristworks.store.view;

import org.jspecify.annotations.NullMarked;
