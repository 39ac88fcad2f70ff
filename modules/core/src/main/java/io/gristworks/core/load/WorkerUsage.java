package io.gristworks.core.load;

/**
 * What the workers of a node do at one moment.
 *
 * @param busy how many of them run something, from 0
 * @param waiting how many ranges of tasks could be run now if there were another worker, from 0
 * @param cpu the share of the CPU in use, 0 to 1; {@link Double#NaN} where nothing is known
 * @param pressed whether the host presses, see {@link Pressure#isFelt}
 */
public record WorkerUsage(int busy, int waiting, double cpu, boolean pressed) {}
