package io.gristworks.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.Status;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.pool.PoolEpoch;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply.Refused;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import io.gristworks.engine.protocol.CoordinatorReply.ToBatch;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchCoordinatorTest {
  private static final BatchId ID = BatchId.of("mill", "story");
  private static final String JOURNAL = "batch|" + ID.value();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long POOL = PoolEpoch.after(PoolEpoch.NONE, 7);

  private final ActorTestKit kit = ActorTestKit.create(config());
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final TestProbe<ToBatch> client = kit.createTestProbe();
  private final TestProbe<PoolCommand> pool = kit.createTestProbe();
  private final TestProbe<NodeCommand> ana = kit.createTestProbe();
  private final NodeRef anaRef = new NodeRef("ana:25520-1", ana.ref());
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private final Queue<BatchId> woken = new ConcurrentLinkedQueue<>();
  private final CoordinatorPorts ports =
      new CoordinatorPorts(
          new FakePool(POOL, news -> pool.ref().tell(news)),
          _ -> false,
          new NoRecords(),
          new EndedBatchCache(1),
          _ -> CompletableFuture.completedFuture(Optional.empty()),
          woken::add,
          InstantSource.system(),
          System::nanoTime,
          new SplittableRandom(7));

  @BeforeEach
  void nothingIsWritten() {
    journal.clearAll();
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void aSubmissionIsAnsweredOnceItIsInTheJournal() {
    var coordinator = spawn();
    coordinator.tell(submit(10));
    assertThat(standing().status()).isEqualTo(Status.QUEUED);
    assertThat(written()).hasSize(1).first().isInstanceOf(BatchEvent.BatchSubmitted.class);
    var offer = pool.expectMessageClass(PoolCommand.FromCoordinator.class).message().offer();
    assertThat(offer.pending()).isEqualTo(10);
    assertThat(offer.count().pool()).as("the pool takes no offer to another one").isEqualTo(POOL);
  }

  @Test
  void aSubmissionThatCouldNotBeWrittenIsNotAnsweredAndMayBeMadeAgain() {
    var coordinator = spawn();
    journal.failNextPersisted(JOURNAL);
    coordinator.tell(submit(10));
    client.expectNoMessage(Duration.ofMillis(300));
    assertThat(written()).isEmpty();
    coordinator.tell(new CoordinatorCommand.ReadStatus(client.ref()));
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal())
        .isEqualTo(new Refusal.UnknownBatch(ID.value()));
    coordinator.tell(submit(10));
    assertThat(standing().status()).isEqualTo(Status.QUEUED);
    assertThat(written()).hasSize(1);
  }

  @Test
  void aReportThatCouldNotBeWrittenIsNotAcknowledgedAndCountsOnceItIsRepeated() {
    var coordinator = spawn();
    coordinator.tell(submit(10));
    standing();
    var lease = lease(coordinator);
    journal.failNextPersisted(JOURNAL);
    var report = report(1, lease.tasks());
    coordinator.tell(report);
    ana.expectNoMessage(Duration.ofMillis(200));
    kit.system().receptionist().tell(Receptionist.register(WorkerNodes.KEY, ana.ref()));
    coordinator.tell(report);
    var messages = ana.fishForMessage(SOON, BatchCoordinatorTest::untilAcknowledged);
    assertThat(messages.getLast())
        .isInstanceOfSatisfying(
            NodeCommand.FromCoordinator.class,
            said -> {
              var answer = (ToNode.Acknowledged) said.message();
              assertThat(answer.number()).isEqualTo(1);
              assertThat(answer.refused()).isEmpty();
            });
    assertThat(status(coordinator).jobs().getFirst().counts().succeeded())
        .isEqualTo(lease.tasks().size());
  }

  @Test
  void aCoordinatorThatTakesOverLeasesOnlyWhatNobodyHolds() {
    var first = spawn();
    first.tell(submit(10));
    standing();
    var lease = lease(first);
    kit.stop(first);
    kit.system().receptionist().tell(Receptionist.register(WorkerNodes.KEY, ana.ref()));
    var second = spawn();
    assertThat(toAna()).isInstanceOf(ToNode.WhatDoYouHold.class);
    second.tell(
        said(
            new Holding(
                HoldingPart.whole(List.of(new LeaseHolding(lease.number(), 0, lease.tasks(), 0))),
                ana.ref().path().toSerializationFormat())));
    var other = lease(second);
    assertThat(other.number()).isGreaterThan(lease.number());
    assertThat(other.tasks().bits().contains(lease.tasks().first())).isFalse();
    second.tell(report(3, lease.tasks()));
    assertThat(toAna()).isInstanceOf(ToNode.Acknowledged.class);
    second.tell(said(new GaveBack(other.number(), 0, other.tasks(), Reason.OTHER_NODE_IDLE)));
    var counts = status(second).jobs().getFirst().counts();
    assertThat(counts.succeeded()).isEqualTo(lease.tasks().size());
    assertThat(counts.pending()).isEqualTo(10 - lease.tasks().size());
  }

  @Test
  void whatANodeHeldIsPendingAgainWhenTheNodeEnds() {
    var coordinator = spawn();
    coordinator.tell(submit(10));
    standing();
    lease(coordinator);
    ana.stop();
    client.awaitAssert(
        SOON,
        () -> {
          assertThat(status(coordinator).jobs().getFirst().counts().pending()).isEqualTo(10);
          return true;
        });
  }

  @Test
  void aBatchWithAMomentFartherAwayThanATimerWaitsIsServedAndWritesNothingOfItself() {
    var first = spawn();
    first.tell(submit(10));
    standing();
    kit.stop(first);
    var far = Instant.parse("9999-12-31T00:00:00Z");
    journal.persistForRecovery(
        JOURNAL, List.of(new ControlEvent.DeadlineChanged(List.of(0), far, "ana", Instant.EPOCH)));
    var second = spawn();
    assertThat(lease(second).tasks().size()).isPositive();
    assertThat(written()).as("submitted, changed, taken over").hasSize(3);
    second.tell(
        new CoordinatorCommand.FromClient(
            client.ref(),
            new ToCoordinator.Control(new BatchCommand.Cancel(null, "enough", null))));
    assertThat(standing().jobs().getFirst().status()).isNotNull();
  }

  @Test
  void whatIsRetriedAfterTheEndIsOfferedUntilItIsDone() {
    var coordinator = spawn();
    endWithAFailure(coordinator);
    retry(coordinator);
    for (int time = 0; time < 3; time++) {
      var offer = pool.fishForMessage(SOON, BatchCoordinatorTest::untilWorkIsOffered);
      assertThat(offer).isNotEmpty();
    }
  }

  @Test
  void aRetryThatComesWhileAnEndedBatchIsPutAwayWakesTheNextCoordinator() {
    var coordinator = spawn();
    endWithAFailure(coordinator);
    coordinator.tell(BatchCoordinator.stop());
    client.expectTerminated(coordinator);
    assertThat(woken).isEmpty();
    var second = spawn();
    retry(second);
    second.tell(BatchCoordinator.stop());
    client.expectTerminated(second);
    assertThat(woken).containsExactly(ID);
  }

  // The story's means.

  private static FishingOutcome untilWorkIsOffered(PoolCommand message) {
    return message instanceof PoolCommand.FromCoordinator(_, ToPool.Offer(var offer))
            && offer.pending() == 1
        ? FishingOutcomes.complete()
        : FishingOutcomes.continueAndIgnore();
  }

  /** One task, which fails for good. */
  private void endWithAFailure(ActorRef<CoordinatorCommand> coordinator) {
    coordinator.tell(submit(1));
    standing();
    lease(coordinator);
    var failure = new Failure(0, 1, "bad", "no", true);
    var segment = new SegmentRef(new UUID(7, 1), 0, 0, 1);
    var job = new JobReport(0, segment, TaskSet.empty(), List.of(failure), new TreeMap<>(), 1_000);
    coordinator.tell(said(new Report(1, List.of(job))));
    ana.fishForMessage(SOON, BatchCoordinatorTest::untilAcknowledged);
    client.awaitAssert(
        SOON,
        () -> {
          assertThat(status(coordinator).status()).isEqualTo(Status.FAILED);
          return true;
        });
  }

  private void retry(ActorRef<CoordinatorCommand> coordinator) {
    coordinator.tell(
        new CoordinatorCommand.FromClient(
            client.ref(),
            new ToCoordinator.Control(
                new BatchCommand.RetryFailed(
                    null, new BatchCommand.Selection.All(), 0, "somebody"))));
    assertThat(standing().status()).isNotEqualTo(Status.FAILED);
  }

  private static Config config() {
    return PersistenceTestKitPlugin.getInstance()
        .config()
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.parseResources("gristworks/engine-pekko.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  private ActorRef<CoordinatorCommand> spawn() {
    return kit.spawn(BatchCoordinator.create(ID, CoordinatorSettings.DEFAULT, ports, shard.ref()));
  }

  private CoordinatorCommand submit(int tasks) {
    var job =
        new JobSpec(
            "load",
            "noop",
            "default",
            Priority.NORMAL,
            "{}",
            List.of(),
            RetryPolicy.DEFAULT,
            Duration.ofSeconds(60),
            1);
    return new CoordinatorCommand.FromClient(
        client.ref(),
        new ToCoordinator.Submit(
            new BatchSpec("mill", "story", new TreeMap<>(), List.of(job), "digest"),
            false,
            List.of(new InputPart(0, "upload", List.of(tasks)))));
  }

  private BatchStatus standing() {
    return client.expectMessageClass(Standing.class, SOON).status();
  }

  private BatchStatus status(ActorRef<CoordinatorCommand> coordinator) {
    coordinator.tell(new CoordinatorCommand.ReadStatus(client.ref()));
    return standing();
  }

  /** Asks as a pool does until there is a lease. */
  private ToNode.Lease lease(ActorRef<CoordinatorCommand> coordinator) {
    TestProbe<PoolCommand> asking = kit.createTestProbe();
    return asking.awaitAssert(
        SOON,
        () -> {
          coordinator.tell(
              new CoordinatorCommand.FromPool(
                  asking.ref(),
                  ana.ref(),
                  new Grant(0, PoolEpoch.firstGrant(POOL), anaRef.name(), 4, Integer.MAX_VALUE)));
          var settled =
              (ToPool.GrantSettled)
                  asking.expectMessageClass(PoolCommand.FromCoordinator.class).message();
          assertThat(settled.tasks()).isPositive();
          return (ToNode.Lease) toAna();
        });
  }

  private CoordinatorCommand said(ToCoordinator.FromNode message) {
    return new CoordinatorCommand.FromNode(anaRef, message);
  }

  private ToNode.FromCoordinator toAna() {
    return ana.expectMessageClass(NodeCommand.FromCoordinator.class, SOON).message();
  }

  private CoordinatorCommand report(long number, TaskSet tasks) {
    var segment = new SegmentRef(new UUID(7, number), 0, 9, tasks.size());
    return said(
        new Report(
            number, List.of(new JobReport(0, segment, tasks, List.of(), new TreeMap<>(), 1_000))));
  }

  private static FishingOutcome untilAcknowledged(NodeCommand message) {
    return message instanceof NodeCommand.FromCoordinator(_, ToNode.Acknowledged _)
        ? FishingOutcomes.complete()
        : FishingOutcomes.continueAndIgnore();
  }

  private List<BatchEvent> written() {
    return journal.persistedInStorage(JOURNAL).stream().map(BatchEvent.class::cast).toList();
  }

  /** Nobody reads rows here. */
  private static final class NoRecords implements CoordinatorPorts.Records {
    @Override
    public CompletionStage<Done> writeView(BatchStatus status) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> adopt(String upload) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<InputPart> derive(BatchId batch, int job, List<SegmentRef> results) {
      return CompletableFuture.failedFuture(new IllegalStateException("no results here"));
    }

    @Override
    public CompletionStage<List<StoredReport>> readSegments(BatchId batch, List<UUID> segments) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<List<UUID>> listSegments(
        BatchId batch, @Nullable UUID after, int limit) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Done> deleteSegments(BatchId batch, List<UUID> segments) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> deleteCheckpoints(BatchId batch, long leasesBefore) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
  }
}
