package io.gristworks.node;

import io.gristworks.core.load.PressureSettings;
import io.gristworks.core.load.Threshold;
import io.gristworks.core.load.WorkerCountSettings;
import io.gristworks.engine.worker.settings.CallBounds;
import io.gristworks.engine.worker.settings.LoadSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** How a worker node minds its host, as it is configured; see {@code config/load.conf}. */
final class WorkloadSettings {
  private static final String AT = "gristworks.worker.";

  private WorkloadSettings() {}

  /**
   * Reads them.
   *
   * @param workers how many workers the node begins with
   */
  static LoadSettings of(SettingsReader read, int workers) {
    var calls = bounds(read, AT + "calls", CallBounds.USUAL);
    return new LoadSettings(
        read.yes(AT + "pressure.heed") ? Optional.of(pressure(read)) : Optional.empty(),
        headcount(read, workers),
        named(read, AT + "resources", read::number),
        calls,
        named(read, AT + "calls.operations", at -> bounds(read, at, calls)));
  }

  private static PressureSettings pressure(SettingsReader read) {
    var at = AT + "pressure.";
    return new PressureSettings(
        mark(read, at + "memory"),
        mark(read, at + "heap"),
        mark(read, at + "memory-stall"),
        mark(read, at + "throttled"),
        PressureSettings.USUAL.calm());
  }

  private static Threshold mark(SettingsReader read, String at) {
    double high = read.decimal(at + "-high");
    double low = read.decimal(at + "-low");
    try {
      return new Threshold(high, low);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(at + "-high and -low cannot be used: " + e.getMessage(), e);
    }
  }

  private static Optional<WorkerCountSettings> headcount(SettingsReader read, int workers) {
    int saidLeast = read.number(AT + "least-workers");
    int saidMost = read.number(AT + "most-workers");
    int least = saidLeast == 0 ? workers : saidLeast;
    int most = saidMost == 0 ? workers : saidMost;
    if (workers < least || workers > most) {
      throw new CannotStart(
          "gristworks.engine.worker.workers is "
              + workers
              + "; it must be between gristworks.worker.least-workers and most-workers, which are "
              + least
              + " and "
              + most);
    }
    var usual = WorkerCountSettings.between(least, most);
    return least == most
        ? Optional.empty()
        : Optional.of(
            new WorkerCountSettings(
                least, most, read.decimal(AT + "spare-cpu"), usual.patience(), usual.idle()));
  }

  private static CallBounds bounds(SettingsReader read, String at, CallBounds otherwise) {
    return new CallBounds(
        read.config().hasPath(at + ".least") ? read.number(at + ".least") : otherwise.least(),
        read.config().hasPath(at + ".most") ? read.number(at + ".most") : otherwise.most());
  }

  private static <V> Map<String, V> named(
      SettingsReader read, String path, Function<String, V> value) {
    var all = new TreeMap<String, V>();
    if (read.config().hasPath(path)) {
      for (var name : read.config().getObject(path).keySet()) {
        all.put(name, value.apply(path + ".\"" + name + "\""));
      }
    }
    return all;
  }
}
