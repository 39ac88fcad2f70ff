/**
 * Whole nodes in JVMs of their own, killed and cut off while they work.
 *
 * <pre>
 *   test ──HTTP──▶ node ⇄ node ⇄ node ──▶ database
 *     └──SIGKILL────▲       └──append──▶ a file that tells what really ran
 * </pre>
 *
 * <p>Each test prints what it measured. Logs of the nodes are under {@code target/system-tests}.
 */
@NullMarked
package io.gristworks.system;

import org.jspecify.annotations.NullMarked;
