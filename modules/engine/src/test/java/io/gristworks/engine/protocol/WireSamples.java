package io.gristworks.engine.protocol;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * At least one value of every message, with nothing empty that can be filled.
 *
 * @param node stands for any actor of that protocol, as do the others
 */
record WireSamples(
    ActorRef<NodeCommand> node,
    ActorRef<PoolCommand> pool,
    ActorRef<CoordinatorCommand> coordinator,
    ActorRef<Object> asker) {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");
  private static final String BATCH = "b0123456789abcdefghij";
  private static final TaskSet TASKS = TaskSet.of(0, 7, 9_999_999);
  private static final SegmentRef SEGMENT = new SegmentRef(new UUID(7, -7), 3, 900, 512);
  private static final InputPart PART = new InputPart(1, "upload-1", List.of(1_000, 17));
  private static final JobSpec JOB =
      new JobSpec(
          "load",
          "symbol-scan",
          "default",
          Priority.HIGH,
          "{\"formula\":\"close > 1\"}",
          List.of("fetch"),
          new RetryPolicy(5, Duration.ofMillis(1_500), Duration.ofHours(1)),
          Duration.ofNanos(1_000_000_001),
          32);

  private static final NodeConditions CONDITIONS =
      new NodeConditions(
          0.5,
          true,
          Map.of("gpu", 1),
          Map.of("bulk_embed", Map.of("gpu", 1)),
          Map.of("symbol-scan", 0.25));
  private static final NodeLoad LOAD =
      new NodeLoad(
          List.of(
              new LoadReason.NoMemory(LoadReason.Memory.HEAP, 0.95, 0.92, 0.85),
              new LoadReason.Throttled(2, 0.5),
              new LoadReason.AbandonedThreads(17, 16)),
          0.95,
          0.5,
          0.25,
          0.75,
          0.125,
          0.375,
          8,
          256,
          new TreeMap<>(Map.of("gpu", 2)),
          new TreeMap<>(Map.of("gpu", 1)),
          new TreeMap<>(Map.of("bulk_embed", Map.of("gpu", 1))),
          new TreeMap<>(Map.of("ask", 12)));

  private static final ToPoolMember.PoolIs POOL_IS =
      new ToPoolMember.PoolIs(1L << 20, "pekko://grist@ana:25520#7", true);

  Stream<Wire> all() {
    return Stream.of(toCoordinators(), fromCoordinators(), toPools(), toNodes()).flatMap(s -> s);
  }

  @SuppressWarnings({"unchecked", "UnusedVariable"}) // the class names the type, and that is all
  private <T> ActorRef<T> asker(Class<T> reply) {
    return (ActorRef<T>) (ActorRef<?>) asker;
  }

  private NodeRef ana() {
    return new NodeRef("ana:25520#1", node);
  }

  private Stream<Wire> toCoordinators() {
    var spec =
        new BatchSpec(
            "acme", "nightly", new TreeMap<>(Map.of("k", "v")), List.of(JOB, JOB), "digest");
    var toBatch = asker(CoordinatorReply.ToBatch.class);
    var failed = new Failure(7, 2, "timeout", "no result", true);
    var report =
        new JobReport(
            1, SEGMENT, TASKS, List.of(failed), new TreeMap<>(Map.of("rows", -3L)), 1L << 40);
    var ofClients =
        Stream.concat(
                commands().map(ToCoordinator.Control::new),
                Stream.of(
                    new ToCoordinator.Submit(spec, true, List.of(PART)),
                    new ToCoordinator.Append("load", PART, new AppendKey("key", "sha-256")),
                    new ToCoordinator.Seal(new TreeMap<>(Map.of("load", 1L << 33))),
                    new ToCoordinator.Retire(NOON)))
            .map(message -> new CoordinatorCommand.FromClient(toBatch, message));
    var pooled =
        Stream.of(
            new CoordinatorCommand.FromPool(
                pool, node, new ToCoordinator.Grant(1, 1L << 50, "ana:25520#1", 64, 12)),
            new CoordinatorCommand.FromPool(pool, null, new ToCoordinator.TellOffer(1, 1L << 50)),
            new CoordinatorCommand.FromPool(
                pool, null, new ToCoordinator.Rebalance(1, 1L << 50, "ana:25520#1")));
    var held = new HoldingPart(3, List.of(new LeaseHolding(4, 1, TASKS, 2)), true);
    var ofNodes =
        Stream.of(
                new ToCoordinator.Report(9, List.of(report)),
                new ToCoordinator.Holding(held, "asked"),
                new ToCoordinator.Holding(held, null),
                new ToCoordinator.Dropped(List.of(1, 2), 7),
                new ToCoordinator.Blame("ana:25520#1", 1, TASKS, TASKS, "killed"),
                new ToCoordinator.GaveBack(
                    4, 1, TaskSet.empty(), ToCoordinator.Reason.OTHER_NODE_IDLE))
            .map(message -> new CoordinatorCommand.FromNode(ana(), message));
    return Stream.of(ofClients, asked(toBatch), pooled, ofNodes).flatMap(each -> each);
  }

  /** A wish of every kind, and a selection of every kind. */
  static Stream<BatchCommand> commands() {
    return Stream.of(
        new BatchCommand.Pause("load", "ana", "too hot"),
        new BatchCommand.Resume(null, "ana"),
        new BatchCommand.Cancel("load", "moved", Duration.ofSeconds(30)),
        new BatchCommand.Cancel(null, "moved", null),
        new BatchCommand.SetPriority("load", Priority.CRITICAL, "ana"),
        new BatchCommand.SetLimits("load", new JobLimits(3, 0.5), "ana"),
        new BatchCommand.SetDeadline("load", NOON, "ana"),
        new BatchCommand.SetDeadline("load", null, "ana"),
        new BatchCommand.AddJob(JOB),
        new BatchCommand.RetryFailed("load", new BatchCommand.Selection.All(), 0, "ana"),
        new BatchCommand.RetryFailed(
            "load", new BatchCommand.Selection.OfGroup("timeout-1"), 5, "ana"),
        new BatchCommand.RetryFailed("load", new BatchCommand.Selection.These(TASKS), 0, "ana"));
  }

  private Stream<Wire> asked(ActorRef<CoordinatorReply.ToBatch> toBatch) {
    return Stream.of(
        new CoordinatorCommand.ReadStatus(toBatch),
        new CoordinatorCommand.AwaitStatus(17, toBatch),
        new CoordinatorCommand.ReadSegments("load", 3, asker(CoordinatorReply.ToSegments.class)),
        new CoordinatorCommand.ReadInputs("load", 3, asker(CoordinatorReply.ToInputs.class)),
        new CoordinatorCommand.ReadTasks(
            "load", TaskState.LEASED, 3, 100, asker(CoordinatorReply.ToTasks.class)),
        new CoordinatorCommand.ReadTasks("load", null, 0, 1, asker(CoordinatorReply.ToTasks.class)),
        new CoordinatorCommand.OwnsUpload("upload-1", asker(CoordinatorReply.UploadOwned.class)));
  }

  private static Stream<Wire> fromCoordinators() {
    var job =
        new JobStatus(
            "load",
            "symbol-scan",
            "default",
            Priority.LOW,
            List.of("fetch"),
            Status.RUNNING,
            new JobReason.Skipped(
                new SkipReason.BatchEndedOtherwise("b1", Condition.FAILED, Status.FAILED, 3)),
            new Counts(7, 1, 1, 1, 2, 1, 1),
            NOON,
            null,
            9,
            1L << 40,
            12.5,
            -1,
            new TreeMap<>(Map.of("rows", 3L)),
            List.of(new ErrorGroup("timeout", 3, 7, "no result", "", NOON, NOON)),
            new JobDetail(
                new Pause(new PauseReason.BudgetExhausted(3, 2), NOON),
                new SkipReason.JobCancelled("fetch"),
                List.of(new Awaited.Job("fetch", Condition.COMPLETED)),
                null,
                NOON,
                JobLimits.NONE,
                1,
                2,
                new CanaryState.JobCancelled()));
    var batch =
        new BatchStatus(
            BATCH,
            "acme",
            "nightly",
            new TreeMap<>(Map.of("k", "v")),
            Status.RUNNING,
            NOON,
            NOON,
            null,
            17,
            List.of(job),
            List.of());
    var task =
        new CoordinatorReply.TaskStanding(
            7, TaskState.WAITING_RETRY, 2, NOON, "ana", "took down 2 nodes");
    return Stream.concat(
        refusals().map(CoordinatorReply.Refused::new),
        Stream.of(
            new CoordinatorReply.Standing(batch, true),
            new CoordinatorReply.Retired(BATCH),
            new CoordinatorReply.SegmentPage(
                17,
                1,
                900,
                List.of(SEGMENT),
                4_000,
                TASKS,
                TASKS,
                TaskSet.empty(),
                List.of(new CoordinatorReply.Quarantined(8, 3, "took down 3 nodes"))),
            new CoordinatorReply.InputPage(List.of(PART), 17),
            new CoordinatorReply.TaskPage(1, 900, List.of(task), -1, List.of(SEGMENT)),
            new CoordinatorReply.UploadOwned(true)));
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal.UnknownBatch(BATCH),
        new Refusal.UnknownJob("load"),
        new Refusal.UnknownTask("7"),
        new Refusal.KeyUsedOtherwise(BATCH),
        new Refusal.AppendKeyUsedOtherwise("load", "chunk-1"),
        new Refusal.TooManyJobs(BATCH, 1_000),
        new Refusal.TooManyAppendKeys(BATCH, AppendKey.MOST),
        new Refusal.AlreadySealed(BATCH),
        new Refusal.CountMismatch("load", 7, 6),
        new Refusal.NoTasks("load"),
        new Refusal.TooManyTasks("load", 1L << 40, 10_000_000),
        new Refusal.ParametersTooLarge("load", 1L << 40, 9),
        new Refusal.JobsTooLarge(1L << 40, 9),
        new Refusal.BatchTooLarge(1L << 40, 9),
        new Refusal.Cycle(List.of("a", "b", "a")),
        new Refusal.NameTaken("load"),
        new Refusal.TasksFromElsewhere("load"),
        new Refusal.NothingToReduce("load"),
        new Refusal.AlreadyEnded("load"),
        new Refusal.AlreadyEnded(null),
        new Refusal.StillEnding("load"),
        new Refusal.UnknownGroup("io-00ff"),
        new Refusal.CanaryUnderWay("load"),
        new Refusal.OutOfStep("load", 3, 7),
        new Refusal.BatchRetired(BATCH),
        new Refusal.BeingPurged(BATCH),
        new Refusal.NotFinished(BATCH),
        new Refusal.FinishedLater(BATCH, NOON));
  }

  private Stream<Wire> toPools() {
    var offer =
        new JobOffer(
            new JobKey(BATCH, 1),
            "default",
            "acme",
            "symbol-scan",
            true,
            16,
            1L << 33,
            5,
            0.25,
            true,
            new JobLimits(8, 2.5),
            new LeasedCount(3, 1L << 20, 1L << 50, 7));
    var load =
        new QueueStatus.Load(
            true,
            12,
            1.5,
            0.5,
            9,
            List.of(new QueueStatus.TenantLoad("acme", 4, 1L << 33, 2.5, 12)),
            List.of(new QueueStatus.LimitUse("tenant", "acme", "per_second", 2.5, 3, true)));
    var waiting = new QueueStatus.WaitingJob("acme", BATCH, 1, "symbol-scan", 16, 1L << 33);
    return Stream.of(
        new PoolCommand.FromCoordinator(coordinator, new ToPool.Offer(offer)),
        new PoolCommand.FromNode(
            ana(),
            new ToPool.Demand(
                3, 4, 2, 64, 2, 3, 1, Set.of("symbol-scan", "bulk_embed"), CONDITIONS)),
        new PoolCommand.FromCoordinator(
            coordinator, new ToPool.GrantSettled(1L << 50, offer, 64, 1.5)),
        new PoolCommand.FromNode(
            ana(),
            new ToPool.HoldingsTold(
                1L << 20,
                new NodeHoldings(
                    new JobKey(BATCH, 0),
                    List.of(
                        new NodeHolding(
                            new JobKey(BATCH, 1),
                            "default",
                            "acme",
                            "symbol-scan",
                            true,
                            1L << 33)),
                    true))),
        new PoolCommand.ReadQueues(asker(PoolCommand.QueuesReply.class)),
        new PoolCommand.QueuesReply(
            List.of(new QueueStatus("default", 1L << 33, 2.5, 0.5, 3, 64, List.of(waiting), load))),
        new PoolMemberCommand.FromPool(pool, asker(PoolMemberCommand.class), POOL_IS),
        new PoolMemberCommand.FromMember(new ToPoolMember.PoolEnded(1L << 20)));
  }

  static ToNode.Lease lease(List<ToNode.FanIn> fanIn) {
    return new ToNode.Lease(
        BATCH,
        1,
        "load",
        4,
        TASKS,
        Map.of(7, 2),
        List.of(new InputSlice("upload-1", 0, 0, 1_000)),
        fanIn,
        "symbol-scan",
        "{}",
        Duration.ofSeconds(60),
        32,
        "default",
        "acme",
        1L << 20,
        true);
  }

  private Stream<Wire> toNodes() {
    return Stream.of(
            pooled().map(message -> new NodeCommand.FromPool(pool, message)),
            coordinated().map(message -> new NodeCommand.FromCoordinator(coordinator, message)),
            askedOfNodes())
        .flatMap(each -> each);
  }

  private static Stream<ToNode.FromPool> pooled() {
    return Stream.of(POOL_IS, new ToNode.WorkWaiting(1L << 20), new ToNode.NoWork(3));
  }

  private static Stream<ToNode.FromCoordinator> coordinated() {
    return Stream.of(
        lease(List.of(new ToNode.FanIn("fetch", 12_000, List.of(SEGMENT)))),
        new ToNode.Acknowledged(BATCH, 9, Map.of(1, TASKS), 3),
        new ToNode.GiveBack(BATCH, 1, 4, 3),
        new ToNode.Blamed(BATCH, 1),
        new ToNode.Drop(BATCH, List.of(0, 1), true, 3),
        new ToNode.WhatDoYouHold(BATCH, 1L << 32, "asked"));
  }

  private Stream<Wire> askedOfNodes() {
    return Stream.of(
        new NodeCommand.SetStopped(true),
        new NodeCommand.SetDraining("ana:25520#1", true, asker(NodeCommand.NodeReply.class)),
        new NodeCommand.ReadRunning(BATCH, "load", 3, 100, asker(NodeCommand.RunningReply.class)),
        new NodeCommand.RunningReply(
            List.of(
                new TaskAtWork(7, 2, "ana:25520#1", NOON, "page 3 of 9", 33.5),
                new TaskAtWork(8, 1, "ana:25520#1", NOON, null, null))),
        new NodeCommand.ReadNode(asker(NodeCommand.NodeReply.class)),
        new NodeCommand.NodeReply(
            new NodeStatus(
                "ana:25520#1",
                NOON,
                64,
                2,
                3,
                4,
                1L << 40,
                5,
                6,
                7,
                true,
                List.of("symbol-scan"),
                LOAD)));
  }
}
