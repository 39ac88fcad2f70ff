package io.gristworks.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.store.retention.BatchDeletion;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PurgerTest {
  private static final Instant NOON = Instant.parse("2030-01-08T12:00:00Z");
  private static final Instant WEEK_AGO = Instant.parse("2030-01-01T12:00:00Z");
  private static final BatchId GONE = BatchId.of("mill", "gone");
  private static final BatchId ENDED = BatchId.of("mill", "ended");
  private static final BatchId LIVING = BatchId.of("mill", "living");
  private static final BatchId SILENT = BatchId.of("mill", "silent");

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeRemains remains = new FakeRemains();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void onlyWhatItsCoordinatorGivesUpIsDeletedAndNothingElseIsTouched() {
    remains.rows.put(GONE, 5);
    remains.rows.put(ENDED, 450);
    remains.rows.put(LIVING, 7);
    remains.rows.put(SILENT, 7);
    start();
    awaitGone(ENDED, GONE);
    assertThat(remains.rows).containsOnlyKeys(LIVING, SILENT).containsEntry(LIVING, 7);
    assertThat(remains.touched).doesNotContain(LIVING, SILENT);
  }

  @Test
  void whatGoesWrongIsTriedAgainInTheNextRun() {
    remains.rows.put(ENDED, 450);
    remains.failures = 3;
    start();
    awaitGone(ENDED);
    assertThat(remains.failures).isZero();
  }

  private void start() {
    var rules =
        new PurgeSettings(Duration.ofDays(7), Duration.ofMillis(50), Duration.ofMillis(1), 2);
    kit.spawn(
        Purger.create(
            rules,
            new PurgerPorts(
                remains, PurgerTest::retire, InstantSource.fixed(NOON), Runnable::run)));
  }

  private void awaitGone(BatchId... batches) {
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            () -> {
              assertThat(remains.rows).doesNotContainKeys(batches);
              return true;
            });
  }

  private static CompletionStage<CoordinatorReply.ToBatch> retire(
      BatchId batch, Instant endedBefore) {
    assertThat(endedBefore).isEqualTo(WEEK_AGO);
    if (batch.equals(SILENT)) {
      return CompletableFuture.failedFuture(new TimeoutException("nobody there"));
    }
    return CompletableFuture.completedFuture(
        batch.equals(ENDED)
            ? new CoordinatorReply.Retired(batch.value())
            : new CoordinatorReply.Refused(
                batch.equals(GONE)
                    ? new Refusal.UnknownBatch(batch.value())
                    : new Refusal.NotFinished(batch.value())));
  }

  /** Rows of outcomes, and the end. Fails as often as it is told to. */
  private static final class FakeRemains implements BatchDeletion {
    private final Map<BatchId, Integer> rows = new ConcurrentHashMap<>();
    private final List<BatchId> touched = new ArrayList<>();
    private int failures;

    @Override
    public synchronized List<EndedBatch> ended(
        Instant endedBefore, @Nullable EndedBatch after, int limit) {
      failNow();
      return after == null
          ? rows.keySet().stream().map(id -> new EndedBatch(id, WEEK_AGO)).toList()
          : List.of();
    }

    @Override
    public synchronized Removed remove(BatchId batch, BatchPart part, int at) {
      failNow();
      touched.add(batch);
      int left = rows.getOrDefault(batch, 0);
      return switch (part) {
        case OUTCOMES -> {
          int gone = Math.min(200, left);
          rows.put(batch, left - gone);
          yield new Removed(gone, left > gone ? 0 : Removed.NOTHING);
        }
        case INPUTS, SNAPSHOTS, EVENTS -> new Removed(0, Removed.NOTHING);
        case END -> {
          rows.remove(batch);
          yield new Removed(2, Removed.NOTHING);
        }
      };
    }

    private void failNow() {
      if (failures > 0) {
        failures--;
        throw new StoreUnavailable("could not, on purpose", new RuntimeException());
      }
    }
  }
}
