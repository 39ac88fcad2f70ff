package io.gristworks.engine.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Resume;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkAction;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkFilter;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkState;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.core.bulk.JobFilter;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import io.gristworks.engine.protocol.CoordinatorReply.ToBatch;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcBatchViews;
import io.gristworks.store.JdbcBulkStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.bulk.BulkStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkPageExecutorTest {
  private static final Refusal HAS_ENDED = new Refusal.AlreadyEnded(null);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final BatchCommand PAUSE = new BatchCommand.Pause(null, "ana", "hot");

  @TempDir private Path directory = Path.of("");
  private final SplittableRandom random = new SplittableRandom(7);
  private final World world = new World();
  private Instant now = NOON.plusSeconds(10);

  private Database database;
  private BulkStore store;

  @BeforeEach
  void open() {
    database = Database.open(StoreSettings.embedded(directory));
    Migrations.migrate(database.dataSource());
    store = new JdbcBulkStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Batches as their coordinators would answer for them. */
  private static final class World {
    final List<BatchId> told = new ArrayList<>();
    final List<BatchCommand> commands = new ArrayList<>();
    final Set<BatchId> paused = new HashSet<>();
    final Set<BatchId> ended = new HashSet<>();
    final Set<BatchId> silent = new HashSet<>();
    int silentRounds = Integer.MAX_VALUE;
    int rests;

    CompletionStage<ToBatch> control(BatchId batch, BatchCommand command) {
      told.add(batch);
      commands.add(command);
      if (silent.contains(batch) && rests < silentRounds) {
        return CompletableFuture.failedFuture(new IllegalStateException("nobody answers"));
      }
      if (ended.contains(batch)) {
        var refusal = new CoordinatorReply.Refused(HAS_ENDED);
        return CompletableFuture.completedFuture(refusal);
      }
      boolean repeated = command instanceof BatchCommand.Pause && !paused.add(batch);
      return CompletableFuture.completedFuture(new Standing(status(batch, NOON), repeated));
    }
  }

  private static BatchStatus status(BatchId batch, Instant createdAt, String... jobs) {
    return new BatchStatus(
        batch.value(),
        "acme",
        "n",
        new TreeMap<>(),
        Status.RUNNING,
        createdAt,
        null,
        null,
        1,
        Stream.of(jobs).map(BulkPageExecutorTest::job).toList(),
        List.of());
  }

  private static JobStatus job(String name) {
    return new JobStatus(
        name,
        "scan",
        "default",
        Priority.NORMAL,
        List.of(),
        Status.RUNNING,
        new JobReason.AllSucceeded(),
        new Counts(1, 1, 0, 0, 0, 0, 0),
        null,
        null,
        0,
        0,
        0,
        -1,
        new TreeMap<>(),
        List.of(),
        JobDetail.NONE);
  }

  private List<BatchId> batches(int number) {
    return IntStream.range(0, number)
        .mapToObj(
            nth -> {
              var batch = BatchId.fresh(random);
              new JdbcBatchViews(database).write(status(batch, NOON.plusMillis(nth)));
              return batch;
            })
        .toList();
  }

  private BulkOperation accepted(BatchCommand... commands) {
    var wish =
        new BulkRequest(BulkAction.CHANGE, List.of(commands), BulkFilter.all("acme"), "for people");
    var operation =
        BulkOperation.accepted(BulkId.fresh(random), "acme", "ana", wish, NOON.plusSeconds(5), 7);
    store.create(operation);
    return operation;
  }

  private BulkPageExecutor carrier() {
    var settings = new BulkSettings(Duration.ofSeconds(1), Duration.ofDays(1), 4, 3, 10);
    return new BulkPageExecutor(
        new BulkPorts(store, world::control, () -> now, _ -> world.rests++, Runnable::run),
        settings);
  }

  private BulkOperation toTheEnd(BulkOperation operation) {
    var carried = carrier().carry(operation);
    while (carried.more()) {
      carried = carrier().carry(carried.operation());
    }
    return stored(operation);
  }

  private BulkOperation stored(BulkOperation operation) {
    return store.find("acme", operation.id()).orElseThrow();
  }

  @Test
  void everyBatchIsToldOnceAndCountedByItsAnswer() {
    var batches = batches(25);
    world.paused.add(batches.get(3));
    world.ended.add(batches.get(7));

    var done = toTheEnd(accepted(PAUSE)).progress();

    assertThat(world.told).containsExactlyInAnyOrderElementsOf(batches);
    assertThat(done.state()).isEqualTo(BulkState.DONE);
    assertThat(List.of(done.changed(), done.already(), done.refused()))
        .containsExactly(23L, 1L, 1L);
    assertThat(done.samples()).containsExactly(BulkTarget.of(batches.get(7)).refused(HAS_ENDED));
  }

  @Test
  void whoGoesOnAfterADeathBeginsWithThePageThatWasCut() {
    var batches = batches(25);
    var operation = accepted(PAUSE);
    carrier().carry(operation);
    world.told.clear();
    batches.subList(10, 17).forEach(world.paused::add); // told, and then its node died

    var done = toTheEnd(operation).progress();

    assertThat(world.told).containsExactlyInAnyOrderElementsOf(batches.subList(10, 25));
    assertThat(done.done()).isEqualTo(25);
    assertThat(done.already()).isEqualTo(7);
  }

  @Test
  void ofTwoWhoCarryOnePageOneCounts() {
    batches(5);
    var operation = accepted(PAUSE);
    var slow =
        new BulkPageExecutor(
            new BulkPorts(
                store,
                (batch, command) -> {
                  if (stored(operation).progress().done() == 0) {
                    carrier().carry(operation);
                  }
                  return world.control(batch, command);
                },
                () -> now,
                _ -> {},
                Runnable::run),
            BulkSettings.usual(Duration.ofSeconds(1), 200, Duration.ofDays(1)));

    assertThat(slow.carry(operation).more()).isFalse();

    assertThat(stored(operation).progress().done()).isEqualTo(5);
    assertThat(stored(operation).progress().changed()).isEqualTo(5);
  }

  @Test
  void whoeverIsSilentIsAskedAgain() {
    var batches = batches(5);
    world.silent.add(batches.get(2));
    world.silentRounds = 2;

    var done = toTheEnd(accepted(PAUSE)).progress();

    assertThat(done.changed()).isEqualTo(5);
    assertThat(world.rests).isEqualTo(2);
    assertThat(world.told).hasSize(7);
  }

  @Test
  void whoeverStaysSilentHoldsUpNobody() {
    var batches = batches(5);
    world.silent.add(batches.get(2));

    var done = toTheEnd(accepted(PAUSE)).progress();

    assertThat(done.state()).isEqualTo(BulkState.DONE);
    assertThat(done.changed()).isEqualTo(4);
    assertThat(done.samples()).containsExactly(BulkTarget.of(batches.get(2)).silent());
    assertThat(world.rests).isEqualTo(BulkPageExecutor.ROUNDS - 1);
  }

  @Test
  void whereJobsAreMeantEachIsToldAndCountedByItself() {
    var one = BatchId.fresh(random);
    var other = BatchId.fresh(random);
    new JdbcBatchViews(database).write(status(one, NOON, "load", "scan-a", "scan-b"));
    new JdbcBatchViews(database).write(status(other, NOON.plusSeconds(1), "load"));
    var filter = BulkFilter.all("acme").with(new JobFilter(List.of(), null, null, "scan-*"));
    var wish = new BulkRequest(BulkAction.RESUME, List.of(new Resume(null, "ana")), filter, "");
    var operation =
        BulkOperation.accepted(BulkId.fresh(random), "acme", "ana", wish, NOON.plusSeconds(5), 2);
    store.create(operation);
    world.ended.add(one);

    var done = toTheEnd(operation).progress();

    assertThat(world.commands)
        .containsExactlyInAnyOrder(new Resume("scan-a", "ana"), new Resume("scan-b", "ana"));
    assertThat(world.told).containsOnly(one);
    assertThat(done.refused()).isEqualTo(2);
    assertThat(done.samples())
        .containsExactly(
            new BulkAnswer.Refused(one, "scan-a", HAS_ENDED),
            new BulkAnswer.Refused(one, "scan-b", HAS_ENDED));
  }

  @Test
  void aChangeOfSeveralThingsIsOneAnswer() {
    var batches = batches(2);
    batches.forEach(world.paused::add);

    var done =
        toTheEnd(accepted(PAUSE, new BatchCommand.SetPriority(null, Priority.LOW, "ana")))
            .progress();

    assertThat(done.changed()).isEqualTo(2);
    assertThat(world.told).hasSize(4);
  }

  @Test
  void rowsThatMayStillComeAreWaitedFor() {
    var batches = batches(1);
    now = NOON.plusMillis(5_900);
    var operation = accepted(PAUSE);

    assertThat(carrier().carry(operation).operation().progress().state())
        .isEqualTo(BulkState.RUNNING);
    assertThat(world.told).isEqualTo(batches);
    var waiting = carrier().carry(operation);
    assertThat(waiting.more()).isFalse();
    assertThat(waiting.operation().progress().revision()).as("waiting writes nothing").isEqualTo(1);
    var late = BatchId.fresh(random);
    new JdbcBatchViews(database).write(status(late, NOON.plusMillis(4_950)));
    now = NOON.plusSeconds(6);

    assertThat(toTheEnd(operation).progress().state()).isEqualTo(BulkState.DONE);
    assertThat(world.told).containsExactly(batches.getFirst(), late);
  }

  @Test
  void aStoppedOneTellsNobodyMore() {
    batches(25);
    var operation = carrier().carry(accepted(PAUSE)).operation();
    store.settle(operation.cancelled(now).orElseThrow());
    world.told.clear();

    var carried = carrier().carry(operation);

    assertThat(carried.more()).isFalse();
    assertThat(carried.operation().progress().state()).isEqualTo(BulkState.CANCELLED);
    assertThat(world.told).isEmpty();
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> BulkSettings.usual(Duration.ZERO, 200, Duration.ZERO))
        .hasMessageContaining("lookEvery");
  }
}
