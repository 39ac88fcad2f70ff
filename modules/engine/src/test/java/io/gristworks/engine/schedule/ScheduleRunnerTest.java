package io.gristworks.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.schedule.MisfireRule;
import io.gristworks.core.schedule.OverlapRule;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleDecisions;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcScheduleStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.schedule.ScheduleStore;
import io.gristworks.store.schedule.ScheduleStore.RunRow;
import io.gristworks.store.schedule.ScheduleStore.RunState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleRunnerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final StoredBatch WORK =
      new StoredBatch(StoredBatch.Form.JOB, "{}".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path directory = Path.of("");
  private final World world = new World();
  private Instant now = NOON;

  private Database database;

  private ScheduleStore store;

  @BeforeEach
  void open() {
    database = Database.open(StoreSettings.embedded(directory));
    Migrations.migrate(database.dataSource());
    store = new JdbcScheduleStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** What lies beyond: batches that were submitted, and ways in which that goes wrong. */
  private static final class World implements SchedulePorts.Batches {
    final List<String> submissions = new ArrayList<>();
    final Set<BatchId> goingOn = new HashSet<>();
    final List<BatchId> cancelled = new ArrayList<>();
    boolean diesAfterwards;
    boolean refuses;
    boolean silent;

    SubmitResult submit(ScheduledRun run) {
      if (refuses) {
        return new SubmitResult.Refused("no such operation");
      }
      boolean repeated = submissions.contains(run.key());
      submissions.add(run.key());
      if (!repeated) {
        goingOn.add(run.batch());
      }
      if (diesAfterwards) {
        throw new IllegalStateException("the node died");
      }
      return new SubmitResult.Accepted(repeated);
    }

    @Override
    public boolean goesOn(BatchId batch) {
      if (silent) {
        throw new IllegalStateException("nobody answers");
      }
      return goingOn.contains(batch);
    }

    @Override
    public void cancel(BatchId batch, String reason) {
      cancelled.add(batch);
      goingOn.remove(batch);
    }
  }

  private ScheduleRunner runner() {
    return new ScheduleRunner(
        new SchedulePorts(store, world, (run, _) -> world.submit(run), () -> now, Runnable::run));
  }

  private Schedule everyMinute(OverlapRule overlap) {
    var plan = new Plan("* * * * *", ZoneOffset.UTC, MisfireRule.ONCE, overlap);
    var id = ScheduleId.fresh(new SplittableRandom(7));
    var schedule =
        new Schedule(id, "tenant", "minutely", plan, NOON, Standing.begun(plan, false, NOON));
    store.create(schedule, WORK);
    return schedule;
  }

  private Schedule stored(Schedule schedule) {
    return store.find("tenant", schedule.id().value()).orElseThrow();
  }

  private List<RunRow> runs(Schedule schedule) {
    return store.runs(schedule.id(), 100);
  }

  @Test
  void aDueTimeIsSubmittedAndTheNextIsTold() {
    var schedule = everyMinute(OverlapRule.SKIP);

    assertThat(runner().run(schedule)).isEqualTo(NOON.plus(MINUTE));
    assertThat(world.submissions).isEmpty();
    now = NOON.plusSeconds(61);

    assertThat(runner().run(schedule)).isEqualTo(NOON.plusSeconds(120));

    assertThat(world.submissions)
        .containsExactly("schedule:" + schedule.id() + ":2026-03-01T12:01:00Z");
    assertThat(runs(schedule)).extracting(RunRow::state).containsExactly(RunState.SUBMITTED);
  }

  @Test
  void whoTakesOverFromADeadKeeperMakesNoSecondBatch() {
    var schedule = everyMinute(OverlapRule.SKIP);
    now = NOON.plusSeconds(61);
    world.diesAfterwards = true;
    assertThatThrownBy(() -> runner().run(schedule)).hasMessage("the node died");
    assertThat(runs(schedule)).extracting(RunRow::state).containsExactly(RunState.DECIDED);

    world.diesAfterwards = false;
    now = NOON.plusSeconds(95);
    assertThat(store.due(now, 10)).as("found though nothing is due").hasSize(1);
    runner().run(stored(schedule));

    assertThat(world.submissions).hasSize(2);
    assertThat(Set.copyOf(world.submissions)).hasSize(1);
    assertThat(runs(schedule)).extracting(RunRow::state).containsExactly(RunState.SUBMITTED);
    assertThat(store.due(now, 10)).isEmpty();
  }

  @Test
  void ofTwoKeepersOneDecides() {
    var schedule = everyMinute(OverlapRule.ALLOW);
    now = NOON.plusSeconds(61);
    runner().run(schedule);
    now = NOON.plusSeconds(119);

    assertThat(runner().run(schedule)).as("on what it read long ago").isNull();

    assertThat(world.submissions).hasSize(1);
  }

  @Test
  void aRefusedRunIsToldAndDoesNotStopTheNext() {
    var schedule = everyMinute(OverlapRule.SKIP);
    now = NOON.plusSeconds(61);
    world.refuses = true;
    runner().run(schedule);
    world.refuses = false;
    now = NOON.plusSeconds(121);

    runner().run(stored(schedule));

    assertThat(runs(schedule))
        .extracting(RunRow::state)
        .containsExactly(RunState.SUBMITTED, RunState.REFUSED);
    assertThat(runs(schedule).getLast().why()).isEqualTo("no such operation");
  }

  @Test
  void whereNobodyKnowsWhetherARunGoesOnNothingIsDecided() {
    var schedule = everyMinute(OverlapRule.SKIP);
    now = NOON.plusSeconds(61);
    runner().run(schedule);
    now = NOON.plusSeconds(121);
    world.silent = true;

    var before = stored(schedule);
    assertThatThrownBy(() -> runner().run(before)).hasMessage("nobody answers");
    assertThat(stored(schedule)).isEqualTo(before);

    world.silent = false;
    runner().run(before);
    assertThat(stored(schedule).standing().skips().count()).isEqualTo(1);
  }

  @Test
  void aQueuedTimeRunsWhenTheLastRunHasEnded() {
    var schedule = everyMinute(OverlapRule.QUEUE);
    now = NOON.plusSeconds(61);
    runner().run(schedule);
    now = NOON.plusSeconds(121);
    runner().run(stored(schedule));
    now = NOON.plusSeconds(130);
    runner().run(stored(schedule));
    assertThat(world.submissions).hasSize(1);
    assertThat(stored(schedule).standing().queued()).isEqualTo(NOON.plusSeconds(120));

    world.goingOn.clear();
    runner().run(stored(schedule));

    assertThat(world.submissions).hasSize(2).last().asString().endsWith("12:02:00Z");
    assertThat(stored(schedule).standing().queued()).isNull();
  }

  @Test
  void theNextRunCancelsTheLastAlsoWhenItsKeeperDiesOnTheWay() {
    var schedule = everyMinute(OverlapRule.CANCEL);
    now = NOON.plusSeconds(61);
    runner().run(schedule);
    var first = runs(schedule).getFirst().run().batch();
    now = NOON.plusSeconds(121);
    var decidedOnly = stored(schedule);
    var decision = Objects.requireNonNull(ScheduleDecisions.decide(decidedOnly, true, now));
    store.settle(decidedOnly, decision.next(), decision.runs(), now);
    var second = decision.runs().getFirst();

    runner().run(stored(schedule));

    assertThat(world.cancelled).containsExactly(first);
    assertThat(world.goingOn).containsExactly(second.batch());
  }

  @Test
  void theTriggerOfADeadGatewayIsSubmittedAfterAWhile() {
    var schedule = everyMinute(OverlapRule.SKIP);
    var run = ScheduledRun.triggered(schedule, "k", NOON);
    store.settle(schedule, schedule.triggered(), List.of(run), NOON);
    now = NOON.plusSeconds(29);
    runner().run(stored(schedule));
    assertThat(world.submissions).as("the gateway may be about to").isEmpty();

    now = NOON.plusSeconds(31);
    runner().run(stored(schedule));

    assertThat(world.submissions).containsExactly("schedule:" + schedule.id() + ":trigger-k");
  }
}
