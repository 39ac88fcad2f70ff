package io.gristworks.engine.worker;

import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.handler.Workshop;
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
 * @param holdingEvery how often it says what it holds, and repeats what was not answered
 * @param cancelGrace from the interrupt of a task to its being abandoned
 * @param handlerIdle how long an unused handler stays open
 * @param inputCacheBytes how much of unpacked inputs is kept at hand
 * @param resultBytesMax the longest result of one task
 * @param unreportedBytesMax with more than this unreported, no more work is asked for
 * @param scratch where handlers may put files that may be lost
 * @param operations by operation, its settings, flat
 * @param database what the node lends to handlers, if anything
 * @param load how it minds its host and what it has little of
 */
public record WorkerSettings(
    Capacity capacity,
    FlushRule flush,
    Duration holdingEvery,
    Duration cancelGrace,
    Duration handlerIdle,
    long inputCacheBytes,
    int resultBytesMax,
    long unreportedBytesMax,
    Path scratch,
    Map<String, Map<String, String>> operations,
    Optional<DataSource> database,
    LoadSettings load) {

  /** Checks the bounds. */
  public WorkerSettings {
    if (flush.linger().isNegative() || flush.linger().toMillis() > 50) {
      throw new IllegalArgumentException("linger must be 0 to 50 ms, was " + flush.linger());
    }
    if (resultBytesMax < 1 || unreportedBytesMax < 1) {
      throw new IllegalArgumentException(
          "bounds must be positive: result_bytes_max "
              + resultBytesMax
              + ", unreported_bytes_max "
              + unreportedBytesMax);
    }
    operations = Map.copyOf(operations);
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
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        64L << 20,
        1 << 20,
        64L << 20,
        scratch,
        Map.of(),
        Optional.empty(),
        LoadSettings.USUAL);
  }

  /** What the node lends to the handlers of an operation. */
  public Workshop workshop(String operation) {
    return new NodeWorkshop(
        operations.getOrDefault(operation, Map.of()), database, scratch, capacity.cpuWorkers());
  }

  /** The same with another capacity. */
  public WorkerSettings withCapacity(Capacity other) {
    return new WorkerSettings(
        other,
        flush,
        holdingEvery,
        cancelGrace,
        handlerIdle,
        inputCacheBytes,
        resultBytesMax,
        unreportedBytesMax,
        scratch,
        operations,
        database,
        load);
  }

  /** The same, repeating itself in other intervals. */
  public WorkerSettings withHoldingEvery(Duration other) {
    return new WorkerSettings(
        capacity,
        flush,
        other,
        cancelGrace,
        handlerIdle,
        inputCacheBytes,
        resultBytesMax,
        unreportedBytesMax,
        scratch,
        operations,
        database,
        load);
  }

  /** The same with another grace between interrupt and abandonment. */
  public WorkerSettings withCancelGrace(Duration other) {
    return new WorkerSettings(
        capacity,
        flush,
        holdingEvery,
        other,
        handlerIdle,
        inputCacheBytes,
        resultBytesMax,
        unreportedBytesMax,
        scratch,
        operations,
        database,
        load);
  }

  /** The same with what operations of this node are told and lent. */
  public WorkerSettings withOperations(
      Map<String, Map<String, String>> settings, Optional<DataSource> lent) {
    return new WorkerSettings(
        capacity,
        flush,
        holdingEvery,
        cancelGrace,
        handlerIdle,
        inputCacheBytes,
        resultBytesMax,
        unreportedBytesMax,
        scratch,
        settings,
        lent,
        load);
  }

  /** The same, minding other things. */
  public WorkerSettings withLoad(LoadSettings other) {
    return new WorkerSettings(
        capacity,
        flush,
        holdingEvery,
        cancelGrace,
        handlerIdle,
        inputCacheBytes,
        resultBytesMax,
        unreportedBytesMax,
        scratch,
        operations,
        database,
        other);
  }
}
