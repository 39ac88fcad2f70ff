package io.gristworks.engine.worker.settings;

import io.gristworks.core.load.PressureSettings;
import io.gristworks.core.load.WorkerCountSettings;
import java.util.Map;
import java.util.Optional;

/**
 * How a node minds its host and what it has little of. Read once at start.
 *
 * @param pressure when it takes less; empty where it never does
 * @param headcount between which bounds the number of its workers moves; empty where it does not
 * @param resources units of its named resources, from 0; at most 100 of them
 * @param calls the bounds for operations that ask a service outside
 * @param callsByOperation other bounds for these operations; they are taken for such as ask a
 *     service whatever they say
 */
public record LoadSettings(
    Optional<PressureSettings> pressure,
    Optional<WorkerCountSettings> headcount,
    Map<String, Integer> resources,
    CallBounds calls,
    Map<String, CallBounds> callsByOperation) {
  /** Minds its host, has a fixed number of workers and nothing special. */
  public static final LoadSettings USUAL =
      new LoadSettings(
          Optional.of(PressureSettings.USUAL),
          Optional.empty(),
          Map.of(),
          CallBounds.USUAL,
          Map.of());

  private static final int RESOURCES_MAX = 100;

  /** Copies the maps, and checks the resources. */
  public LoadSettings {
    if (resources.size() > RESOURCES_MAX) {
      throw new IllegalArgumentException(
          "worker.resources takes at most "
              + RESOURCES_MAX
              + " names, was given "
              + resources.size());
    }
    resources.forEach(
        (name, units) -> {
          if (!name.matches("[a-z0-9_-]{1,64}") || units < 0) {
            throw new IllegalArgumentException(
                "worker.resources takes names of a-z, 0-9, _ and - with units from 0, was "
                    + name
                    + " = "
                    + units);
          }
        });
    resources = Map.copyOf(resources);
    callsByOperation = Map.copyOf(callsByOperation);
  }

  /** The same with other resources. */
  public LoadSettings withResources(Map<String, Integer> other) {
    return new LoadSettings(pressure, headcount, other, calls, callsByOperation);
  }

  /** The same with a number of workers that moves. */
  public LoadSettings withHeadcount(WorkerCountSettings other) {
    return new LoadSettings(pressure, Optional.of(other), resources, calls, callsByOperation);
  }

  /** The same with other bounds for calls outside. */
  public LoadSettings withCalls(CallBounds other) {
    return new LoadSettings(pressure, headcount, resources, other, callsByOperation);
  }
}
