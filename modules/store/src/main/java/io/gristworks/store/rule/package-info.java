/**
 * The rules that administrators change while the cluster runs, and the emergency stop.
 *
 * <p>Promise: what was answered is durable. Threads: any; each call blocks its own. Loses: nothing.
 */
@NullMarked
package io.gristworks.store.rule;

import org.jspecify.annotations.NullMarked;
