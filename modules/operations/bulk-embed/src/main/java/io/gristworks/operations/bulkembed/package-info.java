/**
 * The operation {@code bulk_embed}: texts to vectors, with a model that runs in this JVM.
 *
 * <pre>
 *   group of texts ──tokenizer──▶ windows of ≤256 tokens ──all-MiniLM-L6-v2──▶ mean ──▶ vector
 * </pre>
 *
 * <p>Promise: the same text gets the same vector, alone or in any group, for each text is computed
 * by itself; a bad text fails alone; nothing is downloaded and nobody is called. Threads: a text is
 * computed on the thread that brings it, no more at a time than the node allows. Keeps: the model,
 * once a JVM, until the JVM ends.
 */
@NullMarked
package io.gristworks.operations.bulkembed;

import org.jspecify.annotations.NullMarked;
