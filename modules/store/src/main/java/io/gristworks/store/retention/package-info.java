/**
 * What is left of ended batches, and its deletion a few rows at a time.
 *
 * <p>Promise: of a journal that does not end with a retirement nothing is deleted, whoever asks;
 * and a batch is found until nothing is left of it. Threads: whoever calls, and they block.
 */
@NullMarked
package io.gristworks.store.retention;

import org.jspecify.annotations.NullMarked;
