/**
 * The {@code grist} command.
 *
 * <pre>
 *   grist (sh) ──▶ Main ──▶ Grist ──▶ submit, follow, look ──HTTP──▶ gateway
 *                                 └─▶ node, demo ──starts──▶ a JVM with the server
 * </pre>
 *
 * <p>Promise: what a command prints to standard output is its answer and nothing else; its exit
 * code is one of {@link io.gristworks.cli.session.ExitCode}. Threads: one, and the progress bar's.
 * Loses: nothing; stopping a command that follows something does not stop the something.
 */
@NullMarked
package io.gristworks.cli;

import org.jspecify.annotations.NullMarked;
