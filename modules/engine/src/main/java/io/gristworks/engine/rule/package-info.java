/**
 * The rules of the cluster, as one JVM knows them.
 *
 * <pre>
 *   RuleStore ──every second──▶ RuleWatcher ──▶ the pools of this JVM, and the divider of limits
 *                                         └─▶ its worker node (the emergency stop)
 * </pre>
 *
 * <p>Promise: whoever follows the board hears of the rules once they are known, and of each change
 * within about a second. Threads: the actor's. Loses: nothing; a database that does not answer
 * leaves the last rules in force, and a pool that knows none yet hands out nothing.
 */
@NullMarked
package io.gristworks.engine.rule;

import org.jspecify.annotations.NullMarked;
