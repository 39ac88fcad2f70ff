package io.gristworks.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply.Refused;
import io.gristworks.engine.protocol.CoordinatorReply.Retired;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import io.gristworks.engine.protocol.CoordinatorReply.ToBatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetireTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final BatchId ID = BatchId.of("mill", "story");
  private static final Refusal PURGED = new Refusal.BatchRetired(ID.value());

  private final ActorTestKit kit = ActorTestKit.create(config());
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final TestProbe<ToBatch> client = kit.createTestProbe();
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private final AtomicInteger viewsWritten = new AtomicInteger();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void anEndedBatchRetiresRefusesEverythingAndLeaves() {
    journal.persistForRecovery(journal(ID), List.of(submitted(), cancelled()));
    var coordinator = spawn(ID, 5);
    retire(coordinator, NOON.plusSeconds(1));
    assertThat(client.expectMessageClass(Retired.class, SOON).batch()).isEqualTo(ID.value());
    shard.expectMessageClass(Passivate.class, SOON);
    int before = viewsWritten.get();
    assertThat(written()).hasSize(3).last().isInstanceOf(BatchRetired.class);
    refusesEverything(coordinator);
    retire(coordinator, NOON.plusSeconds(1));
    client.expectMessageClass(Retired.class, SOON);
    assertThat(written()).hasSize(3);
    assertThat(viewsWritten.get()).isEqualTo(before);
  }

  @Test
  void whatIsLeftOfAJournalStillRefusesEverything() {
    journal.persistForRecovery(
        journal(ID), List.of(cancelled(), new BatchRetired(List.of("upload-0"), NOON)));
    refusesEverything(spawn(ID, 5));
    assertThat(written()).hasSize(2);
  }

  @Test
  void aSnapshotKeepsThatABatchHasRetired() {
    var snapshots = new BatchSnapshots(ID);
    var batch = snapshots.fromJournal(new BatchRetired(List.of("upload-0"), NOON));
    assertThat(batch.retirement().hasCome()).isTrue();
    assertThat(snapshots.toJournal(batch)).isEqualTo(new BatchRetired(List.of("upload-0"), NOON));
  }

  @Test
  void aJournalThatLacksItsBeginningIsNotServed() {
    journal.persistForRecovery(journal(ID), List.of(cancelled()));
    spawn(ID, 5).tell(new CoordinatorCommand.ReadStatus(client.ref()));
    client.expectNoMessage(Duration.ofMillis(500));
    assertThat(written()).hasSize(1);
  }

  @Test
  void nothingUnfinishedRetiresAndAnUnknownBatchHasNothingToLose() {
    journal.persistForRecovery(journal(ID), List.of(submitted()));
    retire(spawn(ID, 5), Instant.MAX);
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal())
        .isEqualTo(new Refusal.NotFinished(ID.value()));
    var unknown = BatchId.of("mill", "unknown");
    retire(spawn(unknown, 5), Instant.MAX);
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal())
        .isEqualTo(new Refusal.UnknownBatch(unknown.value()));
  }

  @Test
  void theLatestEndedBatchesStayInMemoryAndThoseBeforeThemLeave() {
    var ended = new EndedBatchCache(2);
    for (int at = 0; at < 3; at++) {
      var id = BatchId.of("mill", "ended-" + at);
      journal.persistForRecovery(journal(id), List.of(submitted(), cancelRequested(), cancelled()));
      var coordinator = spawn(id, ended);
      coordinator.tell(new CoordinatorCommand.ReadStatus(client.ref()));
      client.expectMessageClass(Standing.class, SOON);
      if (at < 2) {
        shard.expectNoMessage(Duration.ofMillis(300));
      } else {
        var leaving = shard.expectMessageClass(Passivate.class, SOON);
        assertThat(leaving.entity().path()).isNotEqualTo(coordinator.path());
      }
    }
  }

  private void refusesEverything(ActorRef<CoordinatorCommand> coordinator) {
    coordinator.tell(new CoordinatorCommand.ReadStatus(client.ref()));
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal()).isEqualTo(PURGED);
    coordinator.tell(new CoordinatorCommand.AwaitStatus(-1, client.ref()));
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal()).isEqualTo(PURGED);
    coordinator.tell(
        new CoordinatorCommand.FromClient(
            client.ref(), new ToCoordinator.Control(new BatchCommand.Cancel(null, "late", null))));
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal()).isEqualTo(PURGED);
    coordinator.tell(
        new CoordinatorCommand.FromClient(
            client.ref(), new ToCoordinator.Submit(spec(), false, List.of())));
    assertThat(client.expectMessageClass(Refused.class, SOON).refusal())
        .isEqualTo(new Refusal.BeingPurged(ID.value()));
  }

  private void retire(ActorRef<CoordinatorCommand> coordinator, Instant endedBefore) {
    coordinator.tell(
        new CoordinatorCommand.FromClient(client.ref(), new ToCoordinator.Retire(endedBefore)));
  }

  private ActorRef<CoordinatorCommand> spawn(BatchId id, int most) {
    return spawn(id, new EndedBatchCache(most));
  }

  private ActorRef<CoordinatorCommand> spawn(BatchId id, EndedBatchCache ended) {
    var ports =
        new CoordinatorPorts(
            new FakePool(0, _ -> {}),
            _ -> false,
            new CountedRecords(),
            ended,
            _ -> CompletableFuture.completedFuture(Optional.empty()),
            _ -> {},
            InstantSource.fixed(NOON.plusSeconds(60)),
            System::nanoTime,
            new SplittableRandom(7));
    return kit.spawn(BatchCoordinator.create(id, CoordinatorSettings.DEFAULT, ports, shard.ref()));
  }

  private static String journal(BatchId id) {
    return "batch|" + id.value();
  }

  private List<Object> written() {
    return journal.persistedInStorage(journal(ID));
  }

  private static BatchSpec spec() {
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
    return new BatchSpec("mill", "story", new TreeMap<>(), List.of(job), "digest");
  }

  private static BatchEvent submitted() {
    return new BatchSubmitted(
        spec(), false, List.of(new InputPart(0, "upload-0", List.of(2))), NOON);
  }

  /** The batch's end. */
  private static BatchEvent cancelRequested() {
    return new CancelRequested(List.of(0), new CancelReason.Asked("not needed"), NOON, null);
  }

  private static BatchEvent cancelled() {
    return new TasksCancelled(0, TaskSet.of(0, 1), NOON);
  }

  private static Config config() {
    return PersistenceTestKitPlugin.getInstance()
        .config()
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.parseResources("gristworks/engine-pekko.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  /** Counts how often rows for lists were written. */
  private final class CountedRecords implements CoordinatorPorts.Records {
    @Override
    public CompletionStage<Done> writeView(BatchStatus status) {
      viewsWritten.incrementAndGet();
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> adopt(String upload) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<InputPart> derive(BatchId batch, int job, List<SegmentRef> results) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException());
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
