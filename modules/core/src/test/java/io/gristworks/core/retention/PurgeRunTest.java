package io.gristworks.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.PurgeEffect.AskToRetire;
import io.gristworks.core.retention.PurgeEffect.End;
import io.gristworks.core.retention.PurgeEffect.Find;
import io.gristworks.core.retention.PurgeEffect.Remove;
import io.gristworks.core.retention.PurgeRun.Answer;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.core.retention.PurgeRun.Sum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PurgeRunTest {
  private static final Instant NOON = Instant.parse("2030-01-08T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final PurgeSettings RULES =
      new PurgeSettings(Duration.ofDays(7), Duration.ofMinutes(2), PAUSE, 2);
  private static final Instant WEEK_AGO = Instant.parse("2030-01-01T12:00:00Z");

  private final PurgeRun run = new PurgeRun(RULES, NOON);
  private final World world = new World();

  @Test
  void aRunLooksForWhatEndedBeforeTheRetentionAndEndsWhereThereIsNothing() {
    assertThat(run.begin()).containsExactly(new Find(WEEK_AGO, null));
    assertThat(run.found(List.of())).containsExactly(new End(new Sum(0, 0, 0, 0, 0)));
  }

  @Test
  void onlySoManyAreDeletedAtATimeAndEachIsAskedFirst() {
    run.begin();
    assertThat(run.found(List.of(ended(1), ended(2), ended(3)))).containsExactly(ask(1), ask(2));
    assertThat(run.answered(id(1), Answer.STAYS)).containsExactly(ask(3));
    assertThat(run.answered(id(2), Answer.UNKNOWN)).isEmpty();
    assertThat(run.answered(id(3), Answer.STAYS)).containsExactly(new Find(WEEK_AGO, ended(3)));
    assertThat(run.found(List.of())).containsExactly(new End(new Sum(0, 0, 2, 1, 0)));
  }

  @Test
  void thereIsAPauseAfterEachStepThatDeletedSomething() {
    run.begin();
    run.found(List.of(ended(1)));
    assertThat(run.answered(id(1), Answer.RETIRED))
        .containsExactly(new Remove(id(1), BatchPart.OUTCOMES, 0, Duration.ZERO));
    assertThat(run.removed(id(1), new Removed(200, 0)))
        .containsExactly(new Remove(id(1), BatchPart.OUTCOMES, 0, PAUSE));
    assertThat(run.removed(id(1), new Removed(3, Removed.NOTHING)))
        .containsExactly(new Remove(id(1), BatchPart.INPUTS, 0, PAUSE));
    assertThat(run.removed(id(1), new Removed(0, 1)))
        .containsExactly(new Remove(id(1), BatchPart.INPUTS, 1, Duration.ZERO));
  }

  @Test
  void theEndOfTheJournalStaysForALaterRun() {
    world.add(1, 250, 3, 2, 40);
    assertThat(world.run(Integer.MAX_VALUE)).isEqualTo(new Sum(0, 1, 0, 0, 295));
    assertThat(world.batches).hasSize(1);
    assertThat(world.run(Integer.MAX_VALUE)).isEqualTo(new Sum(1, 0, 0, 0, 0));
    assertThat(world.batches).isEmpty();
  }

  @Test
  void aBatchThatCannotBeDeletedHoldsUpNoOther() {
    world.add(1, 1, 1, 1, 1);
    world.add(2, 1, 1, 1, 1);
    world.broken.add(id(1));
    world.add(3, 1, 1, 1, 1);
    world.unfinished.add(id(3));
    world.run(Integer.MAX_VALUE);
    assertThat(world.run(Integer.MAX_VALUE)).isEqualTo(new Sum(1, 0, 1, 1, 0));
    assertThat(world.batches.keySet()).containsExactly(id(1).value(), id(3).value());
  }

  @Test
  void aPurgeThatIsCutAtAnyStepGoesOnAndEnds() {
    for (int cut = 0; cut < 60; cut++) {
      var cutWorld = new World();
      for (int batch = 1; batch <= 3; batch++) {
        cutWorld.add(batch, 250, 3, 2, 450);
      }
      cutWorld.add(4, 10, 1, 1, 5);
      cutWorld.unfinished.add(id(4));
      int runs = 0;
      while (cutWorld.batches.size() > 1 && runs < 100) {
        cutWorld.run(runs == 0 ? cut : Integer.MAX_VALUE);
        runs++;
      }
      assertThat(runs).as("runs, cut at step " + cut).isBetween(2, 3);
      assertThat(cutWorld.batches).containsOnlyKeys(id(4).value());
      assertThat(cutWorld.rowsOf(4)).isEqualTo(17);
    }
  }

  private static BatchId id(int batch) {
    return BatchId.of("mill", "batch-" + batch);
  }

  private static EndedBatch ended(int batch) {
    return new EndedBatch(id(batch), WEEK_AGO.minusSeconds(100 - batch));
  }

  private static PurgeEffect ask(int batch) {
    return new AskToRetire(id(batch), WEEK_AGO);
  }

  /** A database and its coordinators. It watches that the order is kept. */
  private static final class World {
    private static final int STEP = 200;

    private final Map<String, Map<BatchPart, Integer>> batches = new TreeMap<>();
    private final List<EndedBatch> listed = new ArrayList<>();
    private final Set<BatchId> unfinished = new HashSet<>();
    private final Set<BatchId> broken = new HashSet<>();

    void add(int batch, int outcomes, int inputs, int snapshots, int events) {
      var parts = new EnumMap<BatchPart, Integer>(BatchPart.class);
      parts.put(BatchPart.OUTCOMES, outcomes);
      parts.put(BatchPart.INPUTS, inputs);
      parts.put(BatchPart.SNAPSHOTS, snapshots);
      parts.put(BatchPart.EVENTS, events);
      batches.put(id(batch).value(), parts);
      listed.add(ended(batch));
    }

    private Map<BatchPart, Integer> parts(BatchId batch) {
      return Objects.requireNonNull(batches.get(batch.value()));
    }

    int rowsOf(int batch) {
      return parts(id(batch)).values().stream().mapToInt(it -> it).sum();
    }

    /** A run of so many steps at most; gives what it came to, or null where it was cut. */
    @Nullable Sum run(int steps) {
      var run = new PurgeRun(RULES, NOON);
      var todo = new ArrayDeque<>(run.begin());
      for (int step = 0; step < steps; step++) {
        switch (todo.remove()) {
          case Find find -> todo.addAll(run.found(page(find.after())));
          case AskToRetire(var batch, _) ->
              todo.addAll(
                  run.answered(batch, unfinished.contains(batch) ? Answer.STAYS : Answer.RETIRED));
          case Remove remove when broken.contains(remove.batch()) ->
              todo.addAll(run.failed(remove.batch()));
          case Remove remove -> todo.addAll(run.removed(remove.batch(), remove(remove)));
          case End(var sum) -> {
            return sum;
          }
        }
      }
      return null;
    }

    private List<EndedBatch> page(@Nullable EndedBatch after) {
      return listed.stream()
          .filter(each -> batches.containsKey(each.id().value()))
          .filter(each -> after == null || each.createdAt().isAfter(after.createdAt()))
          .limit(2)
          .toList();
    }

    private Removed remove(Remove remove) {
      var parts = parts(remove.batch());
      parts.forEach(
          (part, rows) -> {
            if (part.compareTo(remove.part()) < 0) {
              assertThat(rows).as(part + " before " + remove.part()).isZero();
            }
          });
      if (remove.part() == BatchPart.END) {
        batches.remove(remove.batch().value());
        return new Removed(2, Removed.NOTHING);
      }
      int rows = parts.getOrDefault(remove.part(), 0);
      int gone = Math.min(rows, STEP);
      parts.put(remove.part(), rows - gone);
      return new Removed(gone, rows > STEP ? 0 : Removed.NOTHING);
    }
  }
}
