package io.gristworks.core.load;

/**
 * What the host and the JVM tell at one moment. Shares are 0 to 1, and {@link Double#NaN} where
 * nothing is known; counts grow since the host's or the group's start, and are 0 where there are
 * none.
 *
 * @param memory the share of the memory limit in use by what cannot be given back at once
 * @param heap the share of the largest heap that was still in use after the last collection
 * @param memoryStall the share of the last ten seconds in which something waited for memory
 * @param cpu the share of the CPU that is in use, by whomever
 * @param cpuStall the share of the last ten seconds in which something waited for a core
 * @param cpuPeriods how many periods of its CPU quota the group has had
 * @param throttledPeriods in how many of them it used the quota up and was stopped
 * @param throttledMicros for how long it was stopped in all, in microseconds
 */
public record HostReading(
    double memory,
    double heap,
    double memoryStall,
    double cpu,
    double cpuStall,
    long cpuPeriods,
    long throttledPeriods,
    long throttledMicros) {
  /** Of a host that tells nothing. */
  public static final HostReading UNKNOWN =
      new HostReading(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0);
}
