/**
 * {@code grist schedule}: batches that the server submits by itself when their time comes.
 *
 * <p>Threads: the command's own.
 */
@NullMarked
package io.gristworks.cli.schedule;

import org.jspecify.annotations.NullMarked;
