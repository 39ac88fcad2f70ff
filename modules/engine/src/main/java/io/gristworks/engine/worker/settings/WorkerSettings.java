package io.gristworks.engine.worker.settings;

import io.gristworks.core.node.ReportRules;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.handler.NodeContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * How a worker node works. Read once at start.
 *
 * @param capacity what it can run at once
 * @param flush when outcomes are reported; the linger is at most 50 ms
 * @param times how long it waits for this and that
 * @param bounds how much memory this and that may take
 * @param lent what handlers may use
 * @param load how it minds its host and what it has little of
 */
public record WorkerSettings(
    Capacity capacity, FlushRule flush, Times times, Bounds bounds, Lent lent, LoadSettings load) {

  /**
   * How long it waits.
   *
   * @param holdingEvery how often it says what it holds, and repeats what was not answered
   * @param cancelGrace from the interrupt of a task to its being abandoned
   * @param handlerIdle how long an unused handler stays open
   * @param restartAfter how long a node with too many abandoned threads goes on
   * @param unstoredFor nothing more begins where an outcome waits for the store so long; above 0
   * @param stuckAfter after so long without a sign of life it counts as stuck
   */
  public record Times(
      Duration holdingEvery,
      Duration cancelGrace,
      Duration handlerIdle,
      Duration restartAfter,
      Duration unstoredFor,
      Duration stuckAfter) {
    /** The usual. */
    public static final Times USUAL =
        new Times(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30));

    /** The same, saying what it holds in other intervals. */
    public Times withHoldingEvery(Duration other) {
      return new Times(other, cancelGrace, handlerIdle, restartAfter, unstoredFor, stuckAfter);
    }

    /** The same with another grace. */
    public Times withCancelGrace(Duration other) {
      return new Times(holdingEvery, other, handlerIdle, restartAfter, unstoredFor, stuckAfter);
    }

    /** The same with another time for a node with too many abandoned threads. */
    public Times withRestartAfter(Duration other) {
      return new Times(holdingEvery, cancelGrace, handlerIdle, other, unstoredFor, stuckAfter);
    }

    /** The same, beginning nothing after another time without the store. */
    public Times withUnstoredFor(Duration other) {
      return new Times(holdingEvery, cancelGrace, handlerIdle, restartAfter, other, stuckAfter);
    }

    /** The same, stuck after another time. */
    public Times withStuckAfter(Duration other) {
      return new Times(holdingEvery, cancelGrace, handlerIdle, restartAfter, unstoredFor, other);
    }
  }

  /**
   * How much may be taken, in bytes but for the last.
   *
   * @param inputCache how much of unpacked inputs is kept at hand
   * @param result the longest result of one task, from 1
   * @param unreported with more than this unreported, no more work is asked for; from 1
   * @param unstored with more than this waiting for the store, nothing more begins; from 1
   * @param abandonedThreads with more threads abandoned than this, the node is started anew; from 0
   */
  public record Bounds(
      long inputCache, int result, long unreported, long unstored, int abandonedThreads) {
    /**
     * The usual: 64 MiB for inputs and for what is unreported, 1 MiB for a result, 32 MiB for what
     * is not stored, 16 abandoned threads.
     */
    public static final Bounds USUAL = new Bounds(64L << 20, 1 << 20, 64L << 20, 32L << 20, 16);

    /** Checks the bounds. */
    public Bounds {
      if (result < 1 || unreported < 1 || unstored < 1 || abandonedThreads < 0) {
        throw new IllegalArgumentException(
            "bounds must be positive: result "
                + result
                + ", unreported "
                + unreported
                + ", unstored "
                + unstored
                + ", abandoned threads "
                + abandonedThreads);
      }
    }

    /** The same with another bound for abandoned threads. */
    public Bounds withAbandonedThreads(int other) {
      return new Bounds(inputCache, result, unreported, unstored, other);
    }
  }

  /**
   * What handlers may use.
   *
   * @param scratch where they may put files that may be lost
   * @param operations by operation, its settings, flat
   * @param database what the node lends them, if anything
   */
  public record Lent(
      Path scratch, Map<String, Map<String, String>> operations, Optional<DataSource> database) {
    /** Copies the map. */
    public Lent {
      operations = Map.copyOf(operations);
    }

    /** The same with a database. */
    public Lent with(DataSource other) {
      return new Lent(scratch, operations, Optional.of(other));
    }
  }

  /** Checks the bounds. */
  public WorkerSettings {
    if (flush.linger().isNegative() || flush.linger().toMillis() > 50) {
      throw new IllegalArgumentException("linger must be 0 to 50 ms, was " + flush.linger());
    }
  }

  /**
   * The usual: 64 workers, CPU-bound ones held to the cores.
   *
   * @param cores the cores of this JVM, from 1
   */
  public static WorkerSettings usual(int cores, Path scratch) {
    return new WorkerSettings(
        new Capacity(64, cores, 1),
        new FlushRule(256 << 10, Duration.ofMillis(20)),
        Times.USUAL,
        Bounds.USUAL,
        new Lent(scratch, Map.of(), Optional.empty()),
        LoadSettings.USUAL);
  }

  /** When outcomes are stored and reported, and how much of them may be held. */
  public ReportRules reports() {
    return new ReportRules(
        flush,
        times.holdingEvery(),
        bounds.unreported(),
        bounds.unstored(),
        times.unstoredFor(),
        ReportRules.Parts.USUAL);
  }

  /** What the node lends to the handlers of an operation. */
  public NodeContext context(String operation) {
    return new NodeContextOfOperation(
        lent.operations().getOrDefault(operation, Map.of()),
        lent.database(),
        lent.scratch(),
        capacity.cpuWorkers());
  }

  /** The same with another capacity. */
  public WorkerSettings with(Capacity other) {
    return new WorkerSettings(other, flush, times, bounds, lent, load);
  }

  /** The same with other times. */
  public WorkerSettings with(Times other) {
    return new WorkerSettings(capacity, flush, other, bounds, lent, load);
  }

  /** The same within other bounds. */
  public WorkerSettings with(Bounds other) {
    return new WorkerSettings(capacity, flush, times, other, lent, load);
  }

  /** The same, lending other things. */
  public WorkerSettings with(Lent other) {
    return new WorkerSettings(capacity, flush, times, bounds, other, load);
  }

  /** The same, minding other things. */
  public WorkerSettings with(LoadSettings other) {
    return new WorkerSettings(capacity, flush, times, bounds, lent, other);
  }
}
