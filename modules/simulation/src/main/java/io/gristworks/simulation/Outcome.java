package io.gristworks.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a simulated day.
 *
 * @param seed its seed
 * @param broken what did not hold; null where all did
 * @param hash tells this day from any other; the same for each run of the seed
 * @param steps how many events happened
 * @param simulatedSeconds how long it lasted
 * @param envelopes how many messages were sent
 * @param starts how many tasks were begun, some more than once
 * @param trace the last lines of the trace, where they were wanted
 */
public record Outcome(
    long seed,
    @Nullable Throwable broken,
    long hash,
    long steps,
    double simulatedSeconds,
    long envelopes,
    long starts,
    List<String> trace) {
  /** Copies the list. */
  public Outcome {
    trace = List.copyOf(trace);
  }

  /** Whether everything held. */
  public boolean isGood() {
    return broken == null;
  }
}
