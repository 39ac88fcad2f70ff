package io.gristworks.engine.worker.resource;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.load.Pressure;
import io.gristworks.core.load.PressureSettings;
import io.gristworks.core.load.WorkerCount;
import io.gristworks.core.load.WorkerCountSettings;
import io.gristworks.core.load.WorkerUsage;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.worker.settings.WorkerSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of itself a node offers for now: the number of its workers, and how hard its host
 * presses it. Threads: the node's actor.
 */
public final class OfferedCapacity {
  private static final Logger LOG = LoggerFactory.getLogger(OfferedCapacity.class);

  private final Capacity whole;
  private final Optional<PressureSettings> pressureRules;
  private final WorkerCountSettings headcountRules;
  private Pressure pressure = Pressure.NONE;
  private WorkerCount headcount;
  private Capacity now;

  /** Offers all of it at first. */
  public OfferedCapacity(WorkerSettings settings) {
    this.whole = settings.capacity();
    this.pressureRules = settings.load().pressure();
    this.headcountRules =
        settings.load().headcount().orElseGet(() -> WorkerCountSettings.fixed(whole.workers()));
    this.headcount = WorkerCount.of(whole.workers(), headcountRules);
    this.now = whole.withWorkers(headcount.workers());
  }

  /**
   * The host was read.
   *
   * @param busy how many workers run something
   * @param waiting how many ranges of tasks another worker could run at once
   */
  public void take(HostReading reading, int busy, int waiting) {
    var before = pressure;
    int cores = whole.withWorkers(headcount.workers()).cpuWorkers();
    pressure =
        pressureRules
            .map(rules -> before.after(reading, rules, cores))
            .orElseGet(() -> new Pressure(reading, 0, false, false, false, 0, 0));
    headcount =
        headcount.after(
            new WorkerUsage(busy, waiting, reading.cpu(), pressure.isFelt()), headcountRules);
    now = pressure.of(whole.withWorkers(headcount.workers()));
    if (pressure.lacksMemory() != before.lacksMemory() || pressure.resting() != before.resting()) {
      LOG.info("the host presses: reasons={}", reasons());
    }
  }

  /** What it can run at once. */
  public Capacity now() {
    return now;
  }

  /** The most workers that it will ever have. */
  public int mostWorkers() {
    return headcountRules.most();
  }

  /** What is left of a wish of one that holds so many leases. */
  public Want of(Want wish, int held) {
    return pressure.of(wish, held);
  }

  /** How hard the host presses the node. */
  public Pressure pressure() {
    return pressure;
  }

  private List<LoadReason> reasons() {
    return pressureRules.map(pressure::reasons).orElse(List.of());
  }

  /**
   * For whoever asks.
   *
   * @param use what leases keep
   * @param otherReason why it takes less, if that is not its host's doing
   */
  public NodeLoad view(
      NodeResources resources, NodeResources.Use use, Optional<LoadReason> otherReason) {
    var reading = pressure.reading();
    return new NodeLoad(
        Stream.concat(otherReason.stream(), reasons().stream()).toList(),
        share(reading.memory()),
        share(reading.heap()),
        share(reading.memoryStall()),
        share(reading.cpu()),
        share(reading.cpuStall()),
        reading.cpuPeriods() == 0 ? null : share(pressure.throttled()),
        headcountRules.least(),
        headcountRules.most(),
        resources.resources(),
        resources.namedFree(use),
        resources.namedNeeds(),
        resources.callsAtOnce());
  }

  /** To a thousandth: more is noise. */
  private static @Nullable Double share(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 1_000) / 1_000.0;
  }
}
