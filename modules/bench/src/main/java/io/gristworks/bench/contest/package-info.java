/**
 * What every contestant is asked, in the same words: {@link io.gristworks.bench.contest.Scenario}
 * the question, {@link io.gristworks.bench.contest.Workload} the work, {@link
 * io.gristworks.bench.contest.Contestant} the door.
 *
 * <p>Promise: the same scenario gives each contestant the same bytes to work on.
 */
@NullMarked
package io.gristworks.bench.contest;

import org.jspecify.annotations.NullMarked;
