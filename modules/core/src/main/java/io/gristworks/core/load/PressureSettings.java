package io.gristworks.core.load;

/**
 * When a node takes less. Read once at start.
 *
 * @param memory of the share of the memory limit in use
 * @param heap of the share of the heap in use after a collection
 * @param memoryStall of the share of time in which something waited for memory
 * @param throttled of the share of its periods in which the host stopped the group
 * @param calm so many readings without throttling give a CPU-bound worker back, from 1
 */
public record PressureSettings(
    Threshold memory, Threshold heap, Threshold memoryStall, Threshold throttled, int calm) {
  /** What suits most hosts; read once a second. */
  public static final PressureSettings USUAL =
      new PressureSettings(
          new Threshold(0.92, 0.85),
          new Threshold(0.90, 0.80),
          new Threshold(0.10, 0.02),
          new Threshold(0.25, 0.05),
          10);

  /** Checks the bounds. */
  public PressureSettings {
    if (calm < 1) {
      throw new IllegalArgumentException("calm must be at least 1, was " + calm);
    }
  }
}
