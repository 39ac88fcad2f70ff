package io.gristworks.engine.protocol;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.RetryPolicy;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** At least one value of every message that core has, with nothing empty that can be filled. */
final class MessageSamples {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");
  static final String BATCH = "b0123456789abcdefghij";
  static final TaskSet TASKS = TaskSet.of(0, 7, 9_999_999);
  static final SegmentRef SEGMENT = new SegmentRef(new UUID(7, -7), 3, 900, 512);
  static final InputPart PART = new InputPart(1, "upload-1", List.of(1_000, 17));
  static final JobSpec JOB =
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

  static final NodeConditions CONDITIONS =
      new NodeConditions(
          0.5,
          true,
          Map.of("gpu", 1),
          Map.of("bulk_embed", Map.of("gpu", 1)),
          Map.of("symbol-scan", 0.25));
  static final ToPoolMember.PoolIs POOL_IS =
      new ToPoolMember.PoolIs(1L << 20, "pekko://grist@ana:25520#7", true);

  private MessageSamples() {}

  static Stream<ToCoordinator.FromClient> ofClients() {
    var spec =
        new BatchSpec(
            "acme", "nightly", new TreeMap<>(Map.of("k", "v")), List.of(JOB, JOB), "digest");
    return Stream.concat(
        commands().map(ToCoordinator.Control::new),
        Stream.of(
            new ToCoordinator.Submit(spec, true, List.of(PART)),
            new ToCoordinator.Append("load", PART, new AppendKey("key", "sha-256")),
            new ToCoordinator.Seal(new TreeMap<>(Map.of("load", 1L << 33))),
            new ToCoordinator.Retire(NOON)));
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

  static Stream<ToCoordinator.FromNode> ofNodes() {
    var failed = new Failure(7, 2, "timeout", "no result", true);
    var report =
        new JobReport(
            1, SEGMENT, TASKS, List.of(failed), new TreeMap<>(Map.of("rows", -3L)), 1L << 40);
    var held = new HoldingPart(3, List.of(new LeaseHolding(4, 1, TASKS, 2)), true);
    return Stream.of(
        new ToCoordinator.Report(9, List.of(report)),
        new ToCoordinator.Holding(held, "asked"),
        new ToCoordinator.Holding(held, null),
        new ToCoordinator.Dropped(List.of(1, 2), 7),
        new ToCoordinator.Blame("ana:25520#1", 1, TASKS, TASKS, "killed"),
        new ToCoordinator.GaveBack(4, 1, TaskSet.empty(), ToCoordinator.Reason.OTHER_NODE_IDLE));
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

  static Stream<ToPool.FromCoordinator> ofCoordinatorsToPools() {
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
    return Stream.of(new ToPool.Offer(offer), new ToPool.GrantSettled(1L << 50, offer, 64, 1.5));
  }

  static Stream<ToPool.FromNode> ofNodesToPools() {
    var job = new JobKey(BATCH, 1);
    var holding = new NodeHolding(job, "default", "acme", "symbol-scan", true, 1L << 33);
    return Stream.of(
        new ToPool.Demand(3, 4, 2, 64, 2, 3, 1, Set.of("symbol-scan", "bulk_embed"), CONDITIONS),
        new ToPool.HoldingsTold(
            1L << 20, new NodeHoldings(new JobKey(BATCH, 0), List.of(holding), true)));
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

  static Stream<ToNode.FromPool> ofPoolsToNodes() {
    return Stream.of(POOL_IS, new ToNode.WorkWaiting(1L << 20), new ToNode.NoWork(3));
  }

  static Stream<ToNode.FromCoordinator> ofCoordinatorsToNodes() {
    return Stream.of(
        lease(List.of(new ToNode.FanIn("fetch", 12_000, List.of(SEGMENT)))),
        new ToNode.Acknowledged(BATCH, 9, Map.of(1, TASKS), 3),
        new ToNode.GiveBack(BATCH, 1, 4, 3),
        new ToNode.Blamed(BATCH, 1),
        new ToNode.Drop(BATCH, List.of(0, 1), true, 3),
        new ToNode.WhatDoYouHold(BATCH, 1L << 32, "asked"));
  }
}
