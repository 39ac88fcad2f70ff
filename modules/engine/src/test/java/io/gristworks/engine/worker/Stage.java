package io.gristworks.engine.worker;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.engine.worker.thread.NodeHealth;
import io.gristworks.handler.Operation;
import io.gristworks.store.segment.OutcomeBlock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** A worker node on a stage of its own: a store in memory, a coordinator and a pool that listen. */
final class Stage implements AutoCloseable {
  static final String BATCH = "b0123456789abcdefghij";
  static final String OTHER_BATCH = "bother6789abcdefghijk";
  static final Duration SOON = Duration.ofSeconds(20);

  final ActorTestKit kit = ActorTestKit.create();
  final MemoryStore store = new MemoryStore();
  final MemoryCheckpoints checkpoints;
  final ToldSegments segments = new ToldSegments();
  final TestProbe<CoordinatorCommand> coordinator = kit.createTestProbe("coordinator");
  final TestProbe<PoolCommand> pool = kit.createTestProbe("pool");
  final ActorRef<NodeCommand> node;
  final NodeHealth health;
  final RecordedFailure failure = new RecordedFailure();
  volatile HostReading host = HostReading.UNKNOWN;
  private long leases;

  Stage(UnaryOperator<WorkerSettings> change, Operation<?, ?, ?>... operations) {
    this(change, new MemoryCheckpoints(), operations);
  }

  private Stage(
      UnaryOperator<WorkerSettings> change,
      MemoryCheckpoints checkpoints,
      Operation<?, ?, ?>... operations) {
    this.checkpoints = checkpoints;
    var usual =
        WorkerSettings.usual(2, Path.of("target/scratch"))
            .with(new Capacity(4, 2, 1))
            .with(WorkerSettings.Times.USUAL.withHoldingEvery(Duration.ofMillis(200)));
    var means =
        new WorkerMeans(
            OperationCatalog.of(operations),
            store,
            checkpoints,
            InstantSource.system(),
            System::nanoTime,
            synchronizedRandom(),
            (_, what) -> coordinator.ref().tell(what),
            () -> host,
            segments,
            failure);
    var settings = change.apply(usual);
    health = new NodeHealth(System::nanoTime, settings.times().stuckAfter());
    node = kit.spawn(WorkerNode.create("node-1", settings, means, health), "node");
  }

  static Stage of(Operation<?, ?, ?>... operations) {
    return new Stage(UnaryOperator.identity(), operations);
  }

  /** Another node of the same cluster: the checkpoints are the same, and lease numbers go on. */
  static Stage beside(Stage other, Operation<?, ?, ?>... operations) {
    var stage = new Stage(UnaryOperator.identity(), other.checkpoints, operations);
    stage.leases = other.leases;
    return stage;
  }

  private static RandomGenerator synchronizedRandom() {
    return new java.util.Random(42); // is safe for many threads
  }

  /** Tasks 0..n-1 of an upload called like the operation, whose inputs are their numbers. */
  void numbers(String upload, int tasks) {
    store.put(upload, 0, 0, IntStream.range(0, tasks).mapToObj(Integer::toString).toList());
  }

  ToNode.Lease lease(String operation, TaskSet tasks) {
    return lease(operation, tasks, Duration.ofSeconds(60), 1);
  }

  /** A lease over the first segment of the upload called like the operation. */
  ToNode.Lease lease(String operation, TaskSet tasks, Duration timeout, int batchSize) {
    return lease(operation, tasks, timeout, batchSize, false);
  }

  /** A lease of one task that was running when a node died. */
  ToNode.Lease suspect(String operation, int task) {
    return lease(operation, TaskSet.of(task), Duration.ofSeconds(60), 1, true);
  }

  private ToNode.Lease lease(
      String operation, TaskSet tasks, Duration timeout, int batchSize, boolean alone) {
    return new ToNode.Lease(
        BATCH,
        0,
        "job",
        ++leases,
        tasks,
        Map.of(),
        List.of(new InputSlice(operation, 0, 0, Integer.MAX_VALUE)),
        List.of(),
        operation,
        "{}",
        timeout,
        batchSize,
        "default",
        "acme",
        0,
        alone);
  }

  /** A lease of the one task of a reduce job that receives this. */
  ToNode.Lease reduceLease(String operation, ToNode.FanIn... from) {
    return new ToNode.Lease(
        BATCH,
        2,
        "sum",
        ++leases,
        TaskSet.of(0),
        Map.of(),
        List.of(),
        List.of(from),
        operation,
        "{}",
        Duration.ofSeconds(60),
        1,
        "default",
        "acme",
        0,
        false);
  }

  /** Leases tasks 0..n-1 and sends the lease. */
  ToNode.Lease leaseAll(String operation, int tasks) {
    numbers(operation, tasks);
    var lease = lease(operation, TaskSet.range(0, tasks));
    coordinatorSays(lease);
    return lease;
  }

  /** The same for another batch. */
  ToNode.Lease leaseOfOtherBatch(String operation, int tasks) {
    numbers(operation, tasks);
    var same = lease(operation, TaskSet.range(0, tasks));
    var lease =
        new ToNode.Lease(
            OTHER_BATCH,
            same.job(),
            same.jobName(),
            same.number(),
            same.tasks(),
            same.failedAttempts(),
            same.inputs(),
            same.fanIn(),
            operation,
            "{}",
            same.timeout(),
            1,
            "default",
            "acme",
            0,
            false);
    coordinatorSays(lease);
    return lease;
  }

  /** The coordinator says something to the node. */
  void coordinatorSays(ToNode.FromCoordinator message) {
    node.tell(new NodeCommand.FromCoordinator(coordinator.ref(), message));
  }

  /** The pool says something to the node. */
  void poolSays(ToNode.FromPool message) {
    node.tell(new NodeCommand.FromPool(pool.ref(), message));
  }

  /** The next message that fits; others are passed over. */
  <T extends ToCoordinator> T next(Class<T> type, Predicate<T> fits) {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end) {
      if (coordinator.receiveMessage(SOON) instanceof CoordinatorCommand.FromNode(_, var message)
          && type.isInstance(message)
          && fits.test(type.cast(message))) {
        return type.cast(message);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " within " + SOON);
  }

  <T extends ToCoordinator> T next(Class<T> type) {
    return next(type, _ -> true);
  }

  /** Acknowledges reports until they tell of {@code attempts} attempts; what they told. */
  List<Outcome> outcomes(int attempts) {
    var all = new ArrayList<Outcome>();
    while (all.size() < attempts) {
      var report = next(Report.class);
      all.addAll(stored(report));
      acknowledge(report);
    }
    return all;
  }

  /** What the segments of a report tell. */
  List<Outcome> stored(Report report) {
    var all = new ArrayList<Outcome>();
    for (var job : report.jobs()) {
      var segment = store.outcomes.get(job.segment().id());
      var block = OutcomeBlock.read(java.util.Objects.requireNonNull(segment).payload());
      for (int place = 0; place < block.entries(); place++) {
        all.add(block.outcome(place));
      }
    }
    return all;
  }

  void acknowledge(Report report) {
    for (var batch : List.of(BATCH, OTHER_BATCH)) { // report numbers are the node's: one fits
      coordinatorSays(new ToNode.Acknowledged(batch, report.number(), Map.of(), 1));
    }
  }

  /** Waits until the node says that it holds nothing of the batch. */
  void awaitNothingHeld() {
    coordinatorSays(new ToNode.WhatDoYouHold(BATCH, 0, "node"));
    while (!next(Holding.class, holding -> holding.asked() != null).part().leases().isEmpty()) {
      coordinatorSays(new ToNode.WhatDoYouHold(BATCH, 0, "node"));
    }
  }

  /** The tasks of a job that the node says run now. */
  List<TaskAtWork> running(String job, int from, int limit) {
    var probe = kit.<NodeCommand.RunningReply>createTestProbe();
    node.tell(new NodeCommand.ReadRunning(BATCH, job, from, limit, probe.ref()));
    return probe.receiveMessage(SOON).tasks();
  }

  io.gristworks.core.view.NodeStatus status() {
    var probe = kit.<NodeCommand.NodeReply>createTestProbe();
    node.tell(new NodeCommand.ReadNode(probe.ref()));
    return probe.receiveMessage(SOON).status();
  }

  static RandomGenerator random(long seed) {
    return new SplittableRandom(seed);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
