/**
 * Commands that start another JVM: a node in this terminal, the migration, the benchmarks, the
 * simulation. The command line knows the server by the names in {@link
 * io.gristworks.cli.node.NodeLauncher} only; no class of it is on this side's class path.
 */
@NullMarked
package io.gristworks.cli.node;

import org.jspecify.annotations.NullMarked;
