package io.gristworks.engine.worker.report;

import io.gristworks.core.load.Pressure;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.worker.outcome.Outcomes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/** What a worker node measures. Written per hand-over, lease or flush, never per task. */
public final class WorkerMeters {
  private final ConcurrentMap<String, ByOutcome> tasks = new ConcurrentHashMap<>();
  private final Counter steals = Kamon.counter("gristworks.steals").withoutTags();
  private final Gauge leases = Kamon.gauge("gristworks.leases").withoutTags();
  private final Gauge busy = Kamon.gauge("gristworks.workers.busy").withoutTags();
  private final Gauge unreported = Kamon.gauge("gristworks.unreported_outcomes").withoutTags();
  private final Gauge abandoned = Kamon.gauge("gristworks.abandoned_threads").withoutTags();
  private final Gauge workers = Kamon.gauge("gristworks.workers").withoutTags();
  private final Gauge cpuWorkers = Kamon.gauge("gristworks.workers.cpu").withoutTags();
  private final Gauge pressed = Kamon.gauge("gristworks.host.pressed").withoutTags();
  private final Timer report = Kamon.timer("gristworks.report.latency").withoutTags();
  private final Timer segment = Kamon.timer("gristworks.segment.write").withoutTags();
  private final Histogram leaseTasks = Kamon.histogram("gristworks.lease.tasks").withoutTags();

  private record ByOutcome(Counter succeeded, Counter failed, Counter timeout) {
    static ByOutcome of(String operation) {
      return new ByOutcome(
          counter(operation, "succeeded"),
          counter(operation, "failed"),
          counter(operation, "timeout"));
    }

    private static Counter counter(String operation, String outcome) {
      return Kamon.counter("gristworks.tasks")
          .withTags(TagSet.builder().add("operation", operation).add("outcome", outcome).build());
    }
  }

  /** Attempts of an operation have ended. */
  void ran(String operation, Outcomes outcomes) {
    var counters = tasks.computeIfAbsent(operation, ByOutcome::of);
    int timeouts = outcomes.failures() == 0 ? 0 : outcomes.timeouts();
    increment(counters.succeeded, outcomes.size() - outcomes.failures());
    increment(counters.failed, outcomes.failures() - timeouts);
    increment(counters.timeout, timeouts);
  }

  private static void increment(Counter counter, int times) {
    if (times > 0) {
      counter.increment(times);
    }
  }

  /** A lease has come. */
  public void leaseArrived(int withTasks) {
    leaseTasks.record(withTasks);
  }

  /** A worker took a part of another one's lease. */
  public void stole() {
    steals.increment();
  }

  /** A report was acknowledged so long after it was first sent. */
  void acknowledged(long nanos) {
    report.record(nanos);
  }

  /** Segments were stored in that time. */
  void stored(long nanos) {
    segment.record(nanos);
  }

  /** How many calls to the service behind an operation may go on at once. */
  public void callsAtOnce(Map<String, Integer> byOperation) {
    byOperation.forEach(
        (operation, most) ->
            Kamon.gauge("gristworks.calls.at_once").withTag("operation", operation).update(most));
  }

  /** What the host tells, and what the node makes of it; what is not known is not shown. */
  public void host(Capacity now, Pressure pressure) {
    var reading = pressure.reading();
    workers.update(now.workers());
    cpuWorkers.update(now.cpuWorkers());
    pressed.update(pressure.isFelt() ? 1 : 0);
    share("gristworks.host.memory", reading.memory());
    share("gristworks.host.heap_after_collection", reading.heap());
    share("gristworks.host.memory_stall", reading.memoryStall());
    share("gristworks.host.cpu", reading.cpu());
    share("gristworks.host.cpu_stall", reading.cpuStall());
    if (reading.cpuPeriods() > 0) {
      share("gristworks.host.throttled", pressure.throttled());
      share("gristworks.host.throttled_seconds", reading.throttledMicros() / 1e6);
    }
  }

  private static void share(String name, double value) {
    if (!Double.isNaN(value)) {
      Kamon.gauge(name).withoutTags().update(value);
    }
  }

  /** How the node stands, said now and then. */
  public void stands(
      int heldLeases, int busyWorkers, long unreportedOutcomes, int abandonedThreads) {
    leases.update(heldLeases);
    busy.update(busyWorkers);
    unreported.update((double) unreportedOutcomes);
    abandoned.update(abandonedThreads);
  }
}
