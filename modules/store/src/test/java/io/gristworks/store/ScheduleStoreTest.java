package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.Status;
import io.gristworks.core.schedule.MisfireRule;
import io.gristworks.core.schedule.OverlapRule;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.Schedule.Skips;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.SkipReason;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.store.schedule.ScheduleStore;
import io.gristworks.store.schedule.ScheduleStore.NameTaken;
import io.gristworks.store.schedule.ScheduleStore.Outcome;
import io.gristworks.store.schedule.ScheduleStore.RunRow;
import io.gristworks.store.schedule.ScheduleStore.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleStoreTest extends OnEachDatabase {
  private static final Plan HOURLY =
      new Plan("@hourly", ZoneId.of("Europe/Berlin"), MisfireRule.ALL, OverlapRule.QUEUE);
  private static final StoredBatch BATCH =
      new StoredBatch(StoredBatch.Form.JOB, "{\"tasks\":[\"ü\"]}".getBytes(StandardCharsets.UTF_8));

  private ScheduleStore store;
  private String tenant;

  @BeforeEach
  void openStore() {
    store = new JdbcScheduleStore(database);
    tenant = "tenant-" + batch();
    for (var left : store.due(Instant.parse("2999-01-01T00:00:00Z"), 1_000)) {
      store.delete(left.id());
    }
  }

  private Schedule created(String name) {
    var id = new ScheduleId("s" + batch().value().substring(1));
    var schedule =
        new Schedule(id, tenant, name, HOURLY, NOON, Standing.begun(HOURLY, false, NOON));
    store.create(schedule, BATCH);
    return schedule;
  }

  private Schedule stored(Schedule schedule) {
    return store.find(tenant, schedule.id().value()).orElseThrow();
  }

  private static Standing at(Schedule schedule, Instant decidedUntil) {
    return new Standing(
        false,
        decidedUntil,
        HOURLY.timetable().after(decidedUntil),
        decidedUntil,
        new Skips(3, NOON, SkipReason.OVERLAP),
        schedule.standing().revision() + 1);
  }

  @Test
  void aScheduleIsFoundByItsIdAndItsNameAndOnlyByItsTenant() {
    var nightly = created("nightly");

    assertThat(stored(nightly)).isEqualTo(nightly);
    assertThat(store.find(tenant, "nightly")).contains(nightly);
    assertThat(store.find("other", "nightly")).isEmpty();
    assertThat(store.find("other", nightly.id().value())).isEmpty();
    assertThat(store.batch(nightly.id())).contains(BATCH);
  }

  @Test
  void aNameIsTakenOnceInATenant() {
    created("nightly");

    assertThatThrownBy(() -> created("nightly"))
        .isInstanceOf(NameTaken.class)
        .hasMessage("there is a schedule 'nightly' already");

    tenant = "tenant-" + batch();
    created("nightly");
  }

  @Test
  void listsGoByNameAndInPages() {
    Stream.of("c", "a", "b").forEach(this::created);

    assertThat(store.list(tenant, "", 2)).extracting(Schedule::name).containsExactly("a", "b");
    assertThat(store.list(tenant, "b", 2)).extracting(Schedule::name).containsExactly("c");
    assertThat(store.list("other", "", 2)).isEmpty();
  }

  @Test
  void aDecisionIsStoredWhole() {
    var schedule = created("nightly");
    var next = at(schedule, NOON.plusSeconds(3600));
    var run = ScheduledRun.due(schedule, NOON.plusSeconds(3600), 5);

    assertThat(store.settle(schedule, next, List.of(run), NOON)).isTrue();

    assertThat(stored(schedule)).isEqualTo(schedule.at(next));
    assertThat(store.runs(schedule.id(), 10))
        .containsExactly(new RunRow(run, NOON, RunState.DECIDED, null, null));
  }

  @Test
  void ofTwoWhoDecideOneDecides() throws Exception {
    var schedule = created("nightly");
    List<Callable<Boolean>> both =
        IntStream.range(0, 8)
            .<Callable<Boolean>>mapToObj(
                nth ->
                    () ->
                        store.settle(
                            schedule,
                            at(schedule, NOON.plusSeconds(nth)),
                            List.of(ScheduledRun.due(schedule, NOON.plusSeconds(nth), 0)),
                            NOON))
            .toList();

    try (var threads = Executors.newFixedThreadPool(8)) {
      int held = 0;
      for (var decided : threads.invokeAll(both)) {
        held += decided.get() ? 1 : 0;
      }
      assertThat(held).isEqualTo(1);
    }
    assertThat(store.runs(schedule.id(), 10)).hasSize(1);
  }

  @Test
  void aDeletedScheduleTakesNoDecision() {
    var schedule = created("nightly");

    assertThat(store.delete(schedule.id())).isTrue();

    assertThat(store.delete(schedule.id())).isFalse();
    assertThat(store.settle(schedule, at(schedule, NOON), List.of(), NOON)).isFalse();
    assertThat(store.batch(schedule.id())).isEmpty();
  }

  @Test
  void dueIsWhatHasATimeAWaitingOneOrARunToSubmit() {
    var due = created("due");
    var paused = created("paused");
    store.settle(paused, paused.paused().orElseThrow(), List.of(), NOON);
    var waiting = created("waiting");
    store.settle(waiting, at(waiting, NOON.plusSeconds(86_400)), List.of(), NOON);
    var undone = created("undone");
    var run = ScheduledRun.triggered(undone, "now", NOON);
    store.settle(undone, undone.paused().orElseThrow(), List.of(run), NOON);
    var early = NOON.plusSeconds(3599);

    assertThat(store.due(early, 10))
        .extracting(Schedule::name)
        .containsExactlyInAnyOrder("waiting", "undone");
    assertThat(store.due(early.plusSeconds(1), 10))
        .extracting(Schedule::name)
        .containsExactlyInAnyOrder("due", "waiting", "undone");

    store.settle(run, new SubmitResult.Accepted(false));

    assertThat(store.due(early, 10)).extracting(Schedule::name).containsExactly("waiting");
    assertThat(store.due(NOON.plusSeconds(86_400 * 2), 1)).hasSize(1).first().isEqualTo(due);
  }

  @Test
  void howARunEndedIsTakenFromItsBatchAndOutlivesIt() {
    var views = new JdbcBatchViews(database);
    var schedule = created("nightly");
    var ran = ScheduledRun.due(schedule, NOON, 0);
    var refused = ScheduledRun.due(schedule, NOON.minusSeconds(60), 0);
    store.settle(schedule, at(schedule, NOON), List.of(refused, ran), NOON);
    store.settle(ran, new SubmitResult.Accepted(false));
    store.settle(refused, new SubmitResult.Refused("no such operation"));
    views.write(view(ran, Status.RUNNING, 1));

    assertThat(store.recordOutcomes()).isZero();
    var running = store.runs(schedule.id(), 10);
    assertThat(running.getFirst().outcome()).extracting(Outcome::status).isEqualTo(Status.RUNNING);
    assertThat(running.getFirst().hasEnded()).isFalse();
    assertThat(running.getLast().why()).isEqualTo("no such operation");
    assertThat(running.getLast().hasEnded()).isTrue();

    views.write(view(ran, Status.COMPLETED, 2));

    assertThat(store.runs(schedule.id(), 1).getFirst().hasEnded()).isTrue();
    assertThat(store.recordOutcomes()).isEqualTo(1);
    assertThat(store.recordOutcomes()).isZero();
    database.statement(
        "purge",
        connection ->
            Sql.update(connection, "DELETE FROM batch_view WHERE batch = ?", ran.batch().value()));
    assertThat(store.runs(schedule.id(), 1).getFirst().outcome())
        .isEqualTo(new Outcome(Status.COMPLETED, 0, 0, 0, NOON));
  }

  private BatchStatus view(ScheduledRun run, Status status, long revision) {
    return new BatchStatus(
        run.batch().value(),
        tenant,
        "nightly",
        new TreeMap<>(),
        status,
        NOON,
        NOON,
        status.isFinal() ? NOON : null,
        revision,
        List.of(),
        List.of());
  }

  @Test
  void theLatestRunsAreKeptAndNoneThatIsNotSubmitted() {
    var schedule = created("nightly");
    var runs =
        IntStream.range(0, ScheduleStore.RUNS_KEPT + 20)
            .mapToObj(nth -> ScheduledRun.due(schedule, NOON.plusSeconds(nth), 0))
            .toList();
    var next = at(schedule, NOON);

    store.settle(schedule, next, runs, NOON);
    assertThat(store.runs(schedule.id(), 1_000)).hasSize(ScheduleStore.RUNS_KEPT + 20);

    runs.forEach(run -> store.settle(run, new SubmitResult.Accepted(false)));
    var last = ScheduledRun.triggered(schedule, "last", NOON);
    store.settle(
        schedule.at(next), at(schedule.at(next), NOON), List.of(last), NOON.plusSeconds(1));

    assertThat(store.runs(schedule.id(), 1_000))
        .hasSize(ScheduleStore.RUNS_KEPT)
        .extracting(row -> row.run().name())
        .startsWith("trigger-last", runs.getLast().name())
        .doesNotContain(runs.getFirst().name());
  }
}
